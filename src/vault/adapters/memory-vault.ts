import type { Entry } from '../../audit/entry.ts';
import type { GrantId, TargetId } from '../../kernel/ids.ts';
import { credentialDueAt } from '../credential.ts';
import type { CredentialState } from '../credential.ts';
import type { VaultStore, VaultWritten } from '../ports.ts';

/** How the next write goes wrong: nothing is stored, all is stored and the answer is lost, or the audit refuses. */
export type Mishap = 'not-written' | 'written-but-reported-failed' | 'entry-refused';

export interface MemoryVault extends VaultStore {
  readonly entries: readonly Entry[];
  /** Every state that was ever stored, in the order in which it was. */
  readonly history: readonly CredentialState[];
  failNext(mishap: Mishap): void;
  /** Runs once, right before the next write is checked: what another caller does in between. */
  beforeNextWrite(meanwhile: () => Promise<unknown>): void;
}

/** The state of credentials in memory, for tests of what is built on it. */
export function memoryVault(grants: { isActive: (id: GrantId) => boolean } = { isActive: () => true }): MemoryVault {
  const states = new Map<TargetId, CredentialState>();
  const history: CredentialState[] = [];
  const entries: Entry[] = [];
  let mishap: Mishap | null = null;
  let meanwhile: (() => Promise<unknown>) | null = null;

  async function write(
    { from, to, whileActive }: Parameters<VaultStore['change']>[0],
    entry: Entry | null,
  ): Promise<VaultWritten<'state-unchanged' | 'grant-active'>> {
    const first = meanwhile;
    meanwhile = null;
    await first?.();
    const now = mishap;
    mishap = null;
    if (now === 'not-written') throw new Error('memory: not written');
    if (now === 'entry-refused' && entry !== null) return { written: false, failed: ['recorded'] };
    const failed: ('state-unchanged' | 'grant-active')[] = [];
    if ((states.get(to.targetId)?.version ?? null) !== (from?.version ?? null)) failed.push('state-unchanged');
    if (whileActive !== undefined && !grants.isActive(whileActive)) failed.push('grant-active');
    if (failed.length > 0) return { written: false, failed };
    if (entry !== null && entries.some(({ id }) => id === entry.id)) return { written: false, failed: ['recorded'] };
    states.set(to.targetId, to);
    history.push(to);
    if (entry !== null) entries.push(entry);
    if (now === 'written-but-reported-failed') throw new Error('memory: written but reported failed');
    return { written: true };
  }

  return {
    entries,
    history,
    failNext: (next) => {
      mishap = next;
    },
    beforeNextWrite: (what) => {
      meanwhile = what;
    },
    credential: (id) => Promise.resolve(states.get(id) ?? null),
    credentials: (ids) => Promise.resolve(ids.flatMap((id) => states.get(id) ?? [])),
    dueBy: (now, limit) => {
      const due = [...states.values()].flatMap((state) => {
        const at = credentialDueAt(state);
        return at !== null && at <= now ? [{ id: state.targetId, at }] : [];
      });
      return Promise.resolve(
        due
          .sort((one, other) => one.at - other.at)
          .slice(0, limit)
          .map(({ id }) => id),
      );
    },
    change: (change, { entry }) => write(change, entry),
    async keep(change) {
      const written = await write(change, null);
      return written.written ? written : { written: false, failed: ['state-unchanged'] };
    },
  };
}
