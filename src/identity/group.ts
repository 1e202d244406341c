import * as z from 'zod';
import { groupName } from '../kernel/ids.ts';
import type { GroupName } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';

export const group = z.strictObject({
  name: groupName,
  description: z.string(),
  /** Counts what makes the group smaller: a member removed or disabled. */
  version: z.int().positive(),
});
export type Group = z.infer<typeof group>;

/** The shipped policies name these (policies/); the bootstrap makes them. */
export const ADMINISTRATORS: GroupName = groupName.parse('administrators');
export const shippedGroups: readonly Omit<Group, 'version'>[] = [
  { name: ADMINISTRATORS, description: 'keep people, groups, eligibility and targets' },
  { name: groupName.parse('approvers'), description: 'decide on requests' },
  { name: groupName.parse('auditors'), description: 'read the record' },
];

export const groupNotFound = (name: GroupName) => refused(refusal('not_found', `There is no group ${name}.`));
