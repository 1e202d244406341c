import type { AccessReads } from '../access/ports.ts';
import { probesByKind, takesBackByKind } from '../access/target-by-kind.ts';
import type { Probes, TakesBack } from '../access/target-contract.ts';
import type { AwsRoleTarget } from '../access/target.ts';
import type { NewId } from '../kernel/ids.ts';
import { findAccount, removeAccount } from './account-as-target.ts';
import { takeCredentialBack } from './credential-as-target.ts';
import type { NudgesTender } from './credential-as-target.ts';
import type { Keeper } from './keeper-orders.ts';
import type { VaultStore } from './ports.ts';

export interface EndingMeans {
  readonly role: Probes<AwsRoleTarget>;
  readonly access: Pick<AccessReads, 'target'>;
  readonly vault: Pick<VaultStore, 'credential' | 'change' | 'keep'>;
  readonly keeper: Keeper;
  readonly tender: NudgesTender;
  readonly newId: NewId;
}

/** Targets of every kind, for whoever ends grants. */
export function endingTargets(means: EndingMeans): TakesBack & Probes {
  const { role, access, vault: store, keeper, tender, newId } = means;
  const credential = takeCredentialBack({ store, newId, tender });
  return {
    ...takesBackByKind({ credential, 'database-account': removeAccount({ access, keeper }) }),
    ...probesByKind({ 'aws-role': role, credential, 'database-account': findAccount({ access, keeper }) }),
  };
}
