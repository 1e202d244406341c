import type { CredentialTarget } from '../access/target.ts';
import { cannotRecord } from '../access/until-written.ts';
import { newEntry } from '../audit/entry.ts';
import type { EntryStore } from '../audit/ports.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Keeper, KeeperReply } from './keeper-orders.ts';
import type { VaultReads } from './ports.ts';

export interface ReconcilesCredentials {
  readonly store: Pick<VaultReads, 'credential'>;
  readonly entries: Pick<EntryStore, 'put'>;
  readonly keeper: Keeper;
  readonly newId: NewId;
}

/** Which of its values log in; labels are repaired only where asked. The entry comes first: values are tried. */
export async function reconcileCredential(
  { store, entries, keeper, newId }: ReconcilesCredentials,
  target: CredentialTarget,
  { reason, repair }: { readonly reason: string; readonly repair: boolean },
  cause: Cause,
): Promise<Result<KeeperReply<'reconcile'>>> {
  const state = await store.credential(target.id);
  const unseen = state === null || state.health.state === 'none';
  if (unseen && target.importedSecret === null)
    return refused(refusal('no_value', 'The credential has no value yet: there is nothing to reconcile.'));
  const what = { action: 'credential.reconcile', outcome: 'allowed', facts: { reason, repair } } as const;
  try {
    await entries.put(newEntry(newId, cause, { ...what, subject: target.id, targetId: target.id }));
  } catch {
    return cannotRecord;
  }
  const { correlationId } = cause;
  // An imported value is looked at here for the first time: the state says afterwards whether it logs in.
  if (unseen) await keeper.ask(target.network, { order: 'heartbeat', targetId: target.id, correlationId });
  const order = { order: 'reconcile', targetId: target.id, repair, correlationId } as const;
  return ok(await keeper.ask(target.network, order));
}
