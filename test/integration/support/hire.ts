import { randomBytes } from 'node:crypto';
import { addPerson, addToGroup, makeEligible } from '../../../local/headless/administration.ts';
import { enrol } from '../../../local/headless/enrol.ts';
import { memberOf } from '../../../local/headless/member.ts';
import type { Member } from '../../../local/headless/member.ts';
import { authenticators, shared, stack } from './stack.ts';

export type Position = { readonly groups?: readonly string[]; readonly targets?: readonly string[] };

/** Somebody new, so that tests that take people's rights away, or need a fresh sign-in, do not meet each other. */
export async function hire(name: string, { groups = [], targets = [] }: Position = {}): Promise<Member> {
  const admin = await shared('ada');
  const email = `${name}-${randomBytes(4).toString('hex')}@example.com`;
  const { id, enrolment } = await addPerson(admin, { name, email });
  for (const group of groups) await addToGroup(admin, group, id);
  for (const target of targets) await makeEligible(admin, id, target);
  const secrets = await enrol({ issuer: stack.issuer, personId: id, enrolment, authenticators });
  return memberOf({ file: stack, person: { id, name, email, ...secrets }, authenticators });
}

export const engineer = (targets = stack.targets.map(({ id }) => id)): Promise<Member> => hire('engineer', { targets });
export const approver = (): Promise<Member> => hire('approver', { groups: ['approvers'] });
