import { GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';
import type { CheckIdentity, Credentials, Examines, Probed, RewritesDenies } from '../../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../../access/target.ts';
import type { Clock } from '../../../kernel/time.ts';
import { isBoundary } from '../boundary.ts';
import { findingsOf } from '../findings.ts';
import type { SeenRole, SeenSession } from '../seen-role.ts';
import { probePolicy, sessionPolicy } from '../session-policy.ts';
import { checkSession } from '../session.ts';
import type { SessionOrder } from '../session.ts';
import { openSession } from './assume-role.ts';
import { roleNameOf } from './check-role.ts';
import { AccountAccessRefused } from './iam-in-account.ts';
import type { IamFor } from './iam-in-account.ts';
import { isRefusal, probeWith } from './probe-role.ts';

export interface LooksAtRoles extends RewritesDenies {
  readonly sts: STSClient;
  readonly iamFor: IamFor;
  readonly sallyportAccount: string;
  readonly clock: Clock;
}

/** Time for one probe; from then on the session of a check may do nothing at all. */
const LOOKING_SECONDS = 60;

/** Tries a role from all sides, as the function that lends it would, and says what was found. */
export const examineRole = (means: LooksAtRoles): Examines<AwsRoleTarget> => ({
  examine: async (target, as) => findingsOf(target, await lookAt(means, target, as), means.sallyportAccount),
});

async function lookAt(means: LooksAtRoles, target: AwsRoleTarget, as: CheckIdentity): Promise<SeenRole> {
  const [role, boundary, sessions] = await Promise.all([
    roleOf(means.iamFor, target),
    boundaryOf(means.iamFor, target),
    trySessions(means, target, as),
  ]);
  // Somebody else's policy would be overwritten: then it is not tried.
  const written = boundary === 'ours' ? await means.rewriteDenies(target, as.correlationId) : null;
  return { role, boundary, written, ...sessions };
}

async function roleOf(iamFor: IamFor, { roleArn }: AwsRoleTarget): Promise<SeenRole['role']> {
  try {
    const { Role } = await iamFor(roleArn).send(new GetRoleCommand({ RoleName: roleNameOf(roleArn) }));
    if (Role?.Arn !== roleArn) return { is: 'elsewhere' };
    const wears = Role.PermissionsBoundary?.PermissionsBoundaryArn ?? null;
    return { is: 'there', wears, trust: documentOf(Role.AssumeRolePolicyDocument) };
  } catch (error) {
    return { is: notFound(error) };
  }
}

async function boundaryOf(iamFor: IamFor, { boundaryArn }: AwsRoleTarget): Promise<SeenRole['boundary']> {
  try {
    const iam = iamFor(boundaryArn);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: boundaryArn }));
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: boundaryArn, VersionId }));
    return isBoundary(documentOf(PolicyVersion?.Document)) ? 'ours' : 'foreign';
  } catch (error) {
    return notFound(error);
  }
}

function notFound(error: unknown): 'missing' | 'closed' | 'unknown' {
  if (error instanceof NoSuchEntityException) return 'missing';
  return error instanceof AccountAccessRefused ? 'closed' : 'unknown';
}

/** IAM gives documents encoded as in a URL (RFC 3986). */
function documentOf(text: string | undefined): unknown {
  try {
    const document: unknown = JSON.parse(decodeURIComponent(text ?? ''));
    return document;
  } catch {
    return undefined;
  }
}

async function trySessions({ sts, clock }: LooksAtRoles, target: AwsRoleTarget, as: CheckIdentity) {
  const open = (policy: string, change: Partial<SessionOrder> = {}) =>
    trySession(sts, { ...checkSession(target, as, policy), ...change });
  const over = sessionPolicy(clock() - LOOKING_SECONDS);
  const [looking, ended, unnamed] = await Promise.all([
    open(probePolicy(target.probeAction, clock() + LOOKING_SECONDS)),
    open(over),
    open(over, { externalId: null }),
  ]);
  const session: SeenSession = looking.seen.is === 'given' && ended.seen.is === 'given' ? ended.seen : looking.seen;
  return {
    session,
    withoutExternalId: unnamed.seen.is,
    probe: await probed(target, looking.credentials),
    probeAfterEnd: await probed(target, ended.credentials),
  };
}

const probed = (target: AwsRoleTarget, credentials: Credentials | null): Promise<Probed> | Probed =>
  credentials === null ? 'no-session' : probeWith(target, credentials);

async function trySession(
  sts: STSClient,
  order: SessionOrder,
): Promise<{ readonly seen: SeenSession; readonly credentials: Credentials | null }> {
  try {
    const { credentials, tokenPercent } = await openSession(sts, order);
    return { seen: { is: 'given', tokenPercent }, credentials };
  } catch (error) {
    if (!isRefusal(error)) return { seen: { is: 'unknown' }, credentials: null };
    const action = /not authorized to perform: (sts:\w+)/.exec(error.message)?.[1] ?? null;
    return { seen: { is: 'refused', action }, credentials: null };
  }
}
