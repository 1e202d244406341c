import type { Finding } from '../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../access/target.ts';
import { readTrust } from './read-trust.ts';
import type { TrustRead } from './read-trust.ts';
import type { SeenRole } from './seen-role.ts';

const found = (check: string, result: Finding['result'], says: string, remedy: string | null = null): Finding => ({
  check,
  result,
  says,
  remedy,
});

const TEMPLATE = 'the construct TargetRole and templates/lendable-role.yaml make it right';
const ACCESS = 'Deploy templates/account-access.yaml in that account, with Sallyport’s account as its parameter.';

/** What was seen of a role, in words: what works, what is missing, and what to do. */
export function findingsOf(target: AwsRoleTarget, seen: SeenRole, sallyportAccount: string): readonly Finding[] {
  const trust = seen.role.is === 'there' ? readTrust(seen.role.trust, sallyportAccount) : null;
  return [
    theRole(target, seen),
    worn(target, seen),
    theBoundary(target, seen),
    writable(target, seen),
    theSession(target, seen, trust),
    lenders(seen, trust),
    externalId(seen),
    ...others(trust),
    theProbe(target, seen),
    theEnd(seen),
    packed(seen),
  ];
}

function theRole({ roleArn, accountId }: AwsRoleTarget, { role }: SeenRole): Finding {
  const check = 'role';
  switch (role.is) {
    case 'there':
      return found(check, 'ok', 'The role is there.');
    case 'missing':
      return found(check, 'failed', `There is no role ${roleArn}.`, `Make it: ${TEMPLATE}.`);
    case 'elsewhere':
      return found(check, 'failed', `The role of this name has another ARN than ${roleArn}.`, 'Look at its path.');
    case 'closed':
      return found(check, 'failed', `The account ${accountId} does not let Sallyport look at its roles.`, ACCESS);
    case 'unknown':
      return found(check, 'unknown', 'IAM did not say whether the role is there.', 'Try again.');
  }
}

function worn({ boundaryArn }: AwsRoleTarget, { role }: SeenRole): Finding {
  const check = 'boundary-worn';
  if (role.is !== 'there') return found(check, 'unknown', 'What boundary the role wears could not be seen.');
  if (role.wears === boundaryArn) return found(check, 'ok', 'The role wears the boundary that ends are written into.');
  const says =
    role.wears === null
      ? `The role wears no permissions boundary; ${boundaryArn} is registered.`
      : `The role wears another permissions boundary: ${role.wears}.`;
  return found(check, 'failed', says, 'An early end could not be written. Set the registered boundary on the role.');
}

function theBoundary({ boundaryArn, accountId }: AwsRoleTarget, { boundary }: SeenRole): Finding {
  const check = 'boundary';
  switch (boundary) {
    case 'ours':
      return found(check, 'ok', 'The boundary is one that Sallyport writes.');
    case 'foreign':
      return found(
        check,
        'failed',
        `${boundaryArn} has content of somebody else. An early end would replace it, and what it forbids today would be allowed.`,
        'Put its limits into the role’s own policies, and let Sallyport have a boundary to itself.',
      );
    case 'missing':
      return found(check, 'failed', `There is no policy ${boundaryArn}.`, `Make it: ${TEMPLATE}.`);
    case 'closed':
      return found(check, 'failed', `The account ${accountId} does not let Sallyport look at its boundaries.`, ACCESS);
    case 'unknown':
      return found(check, 'unknown', 'IAM did not say what the boundary is.', 'Try again.');
  }
}

function writable({ accountId }: AwsRoleTarget, { written }: SeenRole): Finding {
  const check = 'boundary-writable';
  if (written === null)
    return found(check, 'unknown', 'Whether the boundary can be written was not tried: it is not known to be ours.');
  if ('done' in written)
    return written.done === 'written'
      ? found(check, 'ok', 'The function that ends grants has written the boundary, as it was.')
      : found(check, 'failed', 'The boundary was gone when it was to be written.', `Make it: ${TEMPLATE}.`);
  if (written.failed === 'AccountAccessRefused')
    return found(check, 'failed', `The account ${accountId} does not let Sallyport write boundaries.`, ACCESS);
  if (/^AccessDenied/.test(written.failed))
    return found(
      check,
      'failed',
      'The function that ends grants is not allowed to write the boundary.',
      'Look for a service control policy or another deny on iam:CreatePolicyVersion.',
    );
  return found(check, 'unknown', `Writing the boundary failed: ${written.failed}.`, 'Try again.');
}

function theSession({ externalId }: AwsRoleTarget, { session, role }: SeenRole, trust: TrustRead | null): Finding {
  const check = 'session';
  if (session.is === 'given')
    return found(check, 'ok', 'The role is assumed with its external id, a source identity and session tags.');
  if (session.is === 'unknown')
    return found(check, 'unknown', 'STS did not say whether the role can be assumed.', 'Try again.');
  if (role.is === 'missing') return found(check, 'failed', 'The role cannot be assumed: there is none.');
  const correct = `Correct the role’s trust policy: ${TEMPLATE}.`;
  if (session.action === 'sts:TagSession')
    return found(check, 'failed', 'The trust policy does not allow sts:TagSession.', correct);
  if (session.action === 'sts:SetSourceIdentity')
    return found(check, 'failed', 'The trust policy does not allow sts:SetSourceIdentity.', correct);
  if (trust !== null && trust.externalIds.length > 0 && !trust.externalIds.includes(externalId))
    return found(
      check,
      'failed',
      'The trust policy demands another external id than the one that is registered.',
      'Register the target with the external id of the trust policy, or correct the policy.',
    );
  const why =
    trust !== null && trust.missing.length > 0 ? ': the trust policy does not let the lending functions in' : '';
  return found(check, 'failed', `STS refuses to let Sallyport assume the role${why}.`, correct);
}

function lenders({ role }: SeenRole, trust: TrustRead | null): Finding {
  const check = 'trust';
  if (trust === null)
    return found(
      check,
      'unknown',
      role.is === 'there' ? 'The trust policy is not understood.' : 'The trust policy could not be read.',
    );
  return trust.missing.length === 0
    ? found(check, 'ok', 'The trust policy lets the functions in that lend, activate and verify.')
    : found(
        check,
        'failed',
        `The trust policy does not let in ${trust.missing.join(', ')}.`,
        `Name all lending functions in it: ${TEMPLATE}.`,
      );
}

function externalId({ withoutExternalId, session }: SeenRole): Finding {
  const check = 'external-id';
  if (session.is !== 'given' || withoutExternalId === 'unknown')
    return found(check, 'unknown', 'Whether the role demands its external id could not be tried.');
  return withoutExternalId === 'refused'
    ? found(check, 'ok', 'Without its external id the role is not to be had.')
    : found(
        check,
        'warning',
        'The role is assumed without an external id too.',
        'Demand it in the trust policy (sts:ExternalId), so that no other target’s registration reaches this role.',
      );
}

const others = (trust: TrustRead | null): readonly Finding[] =>
  trust === null || trust.others.length === 0
    ? []
    : [
        found(
          'others',
          'warning',
          `Others may assume the role without Sallyport: ${trust.others.join(', ')}.`,
          'Take them out of the trust policy, unless you mean it: they need no approval and no end is written for them.',
        ),
      ];

function theProbe({ probeAction, region }: AwsRoleTarget, { probe }: SeenRole): Finding {
  const check = 'probe';
  switch (probe) {
    case 'allowed':
      return found(check, 'ok', `A fresh session may ${probeAction}.`);
    case 'refused':
      return found(
        check,
        'failed',
        `The role is not permitted its probe, ${probeAction} in ${region}.`,
        'Permit it to the role, or register the target with a probe that the role permits.',
      );
    case 'no-session':
      return found(check, 'unknown', 'The probe was not tried: there was no session.');
    case 'unknown':
      return found(check, 'unknown', `AWS did not say whether the role may ${probeAction}.`, 'Try again.');
  }
}

function theEnd({ probeAfterEnd }: SeenRole): Finding {
  const check = 'natural-end';
  switch (probeAfterEnd) {
    case 'refused':
      return found(check, 'ok', 'A session of a grant that is over is refused the probe.');
    case 'allowed':
      return found(check, 'failed', 'A session of a grant that is over is still allowed the probe.', 'Do not lend it.');
    default:
      return found(check, 'unknown', 'Whether the natural end holds could not be tried.');
  }
}

function packed({ session }: SeenRole): Finding {
  const check = 'session-size';
  if (session.is !== 'given' || session.tokenPercent === null)
    return found(check, 'unknown', 'STS did not say how full the token of a session is.');
  const says = `The token of a session, with its policy and tags, is ${session.tokenPercent} % full.`;
  return session.tokenPercent <= 90
    ? found(check, 'ok', says)
    : found(check, 'warning', says, 'Session tags and policies share it: keep what the role adds few.');
}
