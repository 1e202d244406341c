import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import type { GrantId } from '../../kernel/ids.ts';
import { GRANT_TAG } from './session-tags.ts';

/** What IAM takes of a managed policy, not counting white space. */
export const BOUNDARY_CHARACTERS = 6144;

/**
 * Out of a lent role nobody climbs: another role would be outside this boundary, and whoever writes IAM could remove
 * it. Reading stays as the role has it.
 */
const climbing = [
  ...['iam:Add*', 'iam:Attach*', 'iam:Change*', 'iam:Create*', 'iam:Deactivate*', 'iam:Delete*', 'iam:Detach*'],
  ...['iam:Disable*', 'iam:Enable*', 'iam:PassRole', 'iam:Put*', 'iam:Remove*', 'iam:Reset*', 'iam:Resync*'],
  ...['iam:Set*', 'iam:Tag*', 'iam:Untag*', 'iam:Update*', 'iam:Upload*'],
  ...['sts:AssumeRole*', 'sts:GetFederationToken'],
];

/**
 * The permissions boundary of a lendable role. It allows everything, so that the role has what its own policies give
 * and never more; it denies the climb, and it denies those grants by both names that their sessions carry.
 */
export function boundaryDocument(denied: readonly GrantId[]) {
  const grants = [...new Set(denied)].sort();
  const deny = (sid: string, key: string) => ({
    Sid: sid,
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [key]: grants } },
  });
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'AsTheRole', Effect: 'Allow', Action: '*', Resource: '*' },
      { Sid: 'NoClimbing', Effect: 'Deny', Action: climbing, Resource: '*' },
      ...(grants.length === 0
        ? []
        : [deny('EndedByIdentity', 'aws:SourceIdentity'), deny('EndedByTag', `aws:PrincipalTag/${GRANT_TAG}`)]),
    ],
  };
}

/** As IAM stores it. Throws rather than write what IAM would refuse. */
export function boundaryText(denied: readonly GrantId[]): string {
  const text = JSON.stringify(boundaryDocument(denied));
  if (text.length > BOUNDARY_CHARACTERS)
    throw new Error(`the boundary would be ${text.length} characters long for ${denied.length} grants`);
  return text;
}

const ended = z.looseObject({
  Sid: z.literal('EndedByIdentity'),
  Condition: z.looseObject({ StringEquals: z.looseObject({ 'aws:SourceIdentity': z.array(idOf('grt')) }) }),
});

/** Whether a policy is one that this file made, whatever grants it denies. */
export function isBoundary(document: unknown): boolean {
  const parsed = z.looseObject({ Statement: z.array(z.unknown()) }).safeParse(document);
  if (!parsed.success) return false;
  const denied = parsed.data.Statement.flatMap((each) => {
    const found = ended.safeParse(each);
    return found.success ? found.data.Condition.StringEquals['aws:SourceIdentity'] : [];
  });
  return isDeepStrictEqual(document, boundaryDocument(denied));
}
