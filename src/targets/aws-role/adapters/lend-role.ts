import type { STSClient } from '@aws-sdk/client-sts';
import type { Lends } from '../../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../../access/target.ts';
import type { Clock } from '../../../kernel/time.ts';
import { sessionOrder, sessionSeconds } from '../session.ts';
import { assumeRole } from './assume-role.ts';

/** Lends an AWS role: a session of STS under the grant's id, with the grant's end in its policy. */
export const lendRole = (sts: STSClient, clock: Clock): Lends<AwsRoleTarget> => ({
  lifetimeSeconds: sessionSeconds,
  lend: (target, holding) => assumeRole(sts, sessionOrder(target, holding, sessionSeconds(holding.endsAt, clock()))),
});
