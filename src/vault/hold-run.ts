import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import type { Attempt } from './engine.ts';
import { holdsRun, releaseRun, takeRun } from './rotation-transitions.ts';
import { VaultFault } from './vault-fault.ts';

/** The right to work on the attempt, for as long as a run may take. */
export interface HeldRun {
  readonly attempt: Attempt;
  readonly runId: string;
  /** Throws when somebody else has it by now. To be asked right before what could not be taken back. */
  check(): Promise<void>;
}

export interface RunOrder {
  readonly token: string;
  readonly step: string;
  /** Whether it may throw the candidate away. */
  readonly discards: boolean;
}

/** Takes the run, works, and gives it back. Who dies in between keeps it until its time is over. */
export async function holdRun<T>(
  keeps: Keeps,
  { targetId }: KeptCredential,
  { token, step, discards }: RunOrder,
  work: (run: HeldRun) => Promise<T>,
): Promise<T> {
  const runId = keeps.newRunId();
  await keepState(keeps, targetId, (state) => {
    const taken = takeRun(state, { token, runId, step, at: keeps.clock() }, { discards });
    if (taken.is !== 'taken') throw new VaultFault(taken.is === 'busy' ? 'busy' : 'not_this_attempt');
    return { to: taken.to, what: null };
  });
  return workUnder(keeps, targetId, { token, runId }, work);
}

/** As `holdRun`, when the run was taken along with the attempt. */
export async function workUnder<T>(
  keeps: Keeps,
  targetId: KeptCredential['targetId'],
  { token, runId }: { readonly token: string; readonly runId: string },
  work: (run: HeldRun) => Promise<T>,
): Promise<T> {
  const state = await keeps.store.credential(targetId);
  const startedAt = state?.attempt?.startedAt ?? keeps.clock();
  const run: HeldRun = {
    attempt: { token, startedAt },
    runId,
    async check() {
      const now = await keeps.store.credential(targetId);
      if (now === null || !holdsRun(now, { token, runId, at: keeps.clock() })) throw new VaultFault('not_this_attempt');
    },
  };
  try {
    const answer = await work(run);
    await release(null);
    return answer;
  } catch (error) {
    // Something may be on its way to the target. That the run is not given back tells nobody more than the error does.
    await release(keeps.clock()).catch(() => undefined);
    throw error;
  }

  async function release(unclearAt: number | null): Promise<void> {
    await keepState(keeps, targetId, (now) => {
      const to = releaseRun(now, { runId, unclearAt });
      return to === null ? null : { to, what: null };
    });
  }
}
