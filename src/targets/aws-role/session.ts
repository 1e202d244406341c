import { SHORTEST_SESSION_SECONDS } from '../../access/grant-transitions.ts';
import type { CheckIdentity, Holding } from '../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../access/target.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import { sessionPolicy } from './session-policy.ts';
import { GRANT_TAG, PERSON_TAG } from './session-tags.ts';

/** A session that a role's session asks for lives an hour at most (role chaining). */
const LONGEST_SECONDS = 3600;

export const sessionSeconds = (endsAt: EpochSeconds, now: EpochSeconds): number =>
  Math.min(Math.max(endsAt - now, SHORTEST_SESSION_SECONDS), LONGEST_SECONDS);

/** One session of a grant: under the grant's id wherever AWS shows a name, and with the end in it. */
export interface SessionOrder {
  readonly roleArn: string;
  /** Null only where it is tried whether the role lets one in without. */
  readonly externalId: string | null;
  readonly sessionName: string;
  readonly sourceIdentity: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string;
  readonly seconds: number;
}

export const sessionOrder = (
  { roleArn, externalId }: AwsRoleTarget,
  { grantId, holder, endsAt }: Holding,
  seconds: number,
): SessionOrder => ({
  roleArn,
  externalId,
  sessionName: grantId,
  sourceIdentity: grantId,
  tags: { [GRANT_TAG]: grantId, [PERSON_TAG]: holder },
  policy: sessionPolicy(endsAt),
  seconds,
});

export const shortestSession = (target: AwsRoleTarget, holding: Holding): SessionOrder =>
  sessionOrder(target, holding, SHORTEST_SESSION_SECONDS);

/** A session of a check: it carries all that a lent one does, and may do what this policy says. */
export const checkSession = (
  { roleArn, externalId }: Pick<AwsRoleTarget, 'roleArn' | 'externalId'>,
  { name, by }: CheckIdentity,
  policy: string,
): SessionOrder => ({
  roleArn,
  externalId,
  sessionName: name,
  sourceIdentity: name,
  tags: { [GRANT_TAG]: name, [PERSON_TAG]: by },
  policy,
  seconds: SHORTEST_SESSION_SECONDS,
});
