import type { STSClient } from '@aws-sdk/client-sts';
import type { Credentials, Probed, Probes } from '../../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../../access/target.ts';
import { shortestSession } from '../session.ts';
import { assumeRole } from './assume-role.ts';
import { probeAction } from './probe-action.ts';

/** Tries the probe action in a fresh session that has the grant's name, tags and end, as every lent one has. */
export const probeRole = (sts: STSClient): Probes<AwsRoleTarget> => ({
  async probe(target, holding): Promise<Probed> {
    let credentials: Credentials;
    try {
      credentials = await assumeRole(sts, shortestSession(target, holding));
    } catch (error) {
      return isRefusal(error) ? 'no-session' : 'unknown';
    }
    return probeWith(target, credentials);
  },
});

export async function probeWith(
  target: AwsRoleTarget,
  credentials: Credentials,
): Promise<'allowed' | 'refused' | 'unknown'> {
  try {
    await probeAction(target, credentials);
    return 'allowed';
  } catch (error) {
    return isRefusal(error) ? 'refused' : 'unknown';
  }
}

/** How IAM's no is named: by the services of JSON and of XML. An expired token, a throttle or a fault is not a no. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && (error.name === 'AccessDenied' || error.name === 'AccessDeniedException');
