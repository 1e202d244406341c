import type { ProbeAction } from '../../access/target.ts';
import type { EpochSeconds } from '../../kernel/time.ts';

/**
 * The policy of every session of a grant: what the role may, until the end. The natural end then needs no one to act.
 * The deny says it once more, because a policy of a resource that names the session itself is not limited by what a
 * session policy allows, but is by what it denies
 * (IAM User Guide, "Session policies": https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html).
 */
export function sessionPolicy(endsAt: EpochSeconds): string {
  const end = iso(endsAt);
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': end } } },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } } },
    ],
  });
}

/** The policy of a session that only looks: the probe and nothing else, for these seconds. */
export const probePolicy = (probe: ProbeAction, until: EpochSeconds): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: probe, Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': iso(until) } } },
      { Effect: 'Deny', NotAction: probe, Resource: '*' },
    ],
  });

const iso = (at: EpochSeconds): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');
