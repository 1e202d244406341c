import type { AccessReads } from '../access/ports.ts';
import { checksByKind, givesAccounts, probesByKind } from '../access/target-by-kind.ts';
import type { Checks, Gives, Probes } from '../access/target-contract.ts';
import type { AwsRoleTarget } from '../access/target.ts';
import { checkAccount, findAccount, makeAccount } from './account-as-target.ts';
import { checkCredential, proveCredential } from './credential-as-target.ts';
import type { Keeper } from './keeper-orders.ts';
import type { VaultReads } from './ports.ts';

export interface LendableMeans {
  readonly role: Checks<AwsRoleTarget> & Probes<AwsRoleTarget>;
  readonly access: Pick<AccessReads, 'target'>;
  readonly vault: Pick<VaultReads, 'credential'>;
  readonly keeper: Keeper;
}

/** Targets of every kind, for whoever activates grants. */
export const lendableTargets = ({ role, access, vault, keeper }: LendableMeans): Checks & Gives & Probes => ({
  ...checksByKind({
    'aws-role': role,
    credential: checkCredential(vault),
    'database-account': checkAccount(access, vault),
  }),
  ...givesAccounts(makeAccount({ access, keeper })),
  ...probesByKind({
    'aws-role': role,
    credential: proveCredential(vault, keeper),
    'database-account': findAccount({ access, keeper }),
  }),
});
