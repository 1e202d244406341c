import type { HeldRun } from './hold-run.ts';
import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import { CURRENT, PENDING } from './labels.ts';
import { abandoned, dropped, promoted } from './rotation-transitions.ts';
import { VaultFault } from './vault-fault.ts';

/**
 * Makes the candidate current: verified once more, then the label moves, then the state says so. A crash in between is
 * seen by the label, and `recordPromotion` is all that is left to do.
 */
export async function promote(
  keeps: Keeps,
  credential: KeptCredential,
  run: HeldRun,
  { candidate, from }: { readonly candidate: string; readonly from: string | null },
): Promise<void> {
  const { token } = run.attempt;
  const verified = await credential.engine.verify(credential.at(run.attempt), candidate);
  if (!verified.verified) throw new VaultFault('not_verified', verified.fault);
  await run.check();
  const { moved } = await keeps.secrets.moveLabel(credential.secret, { stage: CURRENT, from, to: token });
  if (!moved) throw new VaultFault('label_moved');
  await recordPromotion(keeps, credential, { token, old: from });
}

/** AWSCURRENT lies on the version of this token: the attempt is over, if it is not yet said to be. */
export async function recordPromotion(
  keeps: Keeps,
  { targetId, graceSeconds }: KeptCredential,
  { token, old }: { readonly token: string; readonly old: string | null },
): Promise<void> {
  await keepState(keeps, targetId, (state) => {
    const to = promoted(state, { token, old, at: keeps.clock(), graceSeconds });
    if (to === null || to.last === null) return null;
    const { why, seconds } = to.last;
    const facts = { versionId: token, why, seconds, fence: state.fence };
    return { to, what: { action: 'credential.rotate', outcome: 'allowed', facts } };
  });
}

/** Takes the label from a candidate that is dead or was never stored, and says that another attempt must come. */
export async function discard(keeps: Keeps, credential: KeptCredential, run: HeldRun, code: string): Promise<void> {
  const { token } = run.attempt;
  await takeLabelAway(keeps, credential, run);
  await keepState(keeps, credential.targetId, (state) => {
    const to = abandoned(state, { token, code, at: keeps.clock() });
    if (to === null) return null;
    const facts = { versionId: token, failures: to.failing?.count ?? 0 };
    return { to, what: { action: 'credential.rotate', outcome: 'failed', reasons: [code], facts } };
  });
}

/** As `discard`, for what others left: nothing is owed for it. */
export async function drop(keeps: Keeps, credential: KeptCredential, run: HeldRun, code: string): Promise<void> {
  const { token } = run.attempt;
  await takeLabelAway(keeps, credential, run);
  await keepState(keeps, credential.targetId, (state) => {
    const to = dropped(state, token);
    if (to === null) return null;
    const facts = { versionId: token, repaired: 'pending-label-removed' };
    return { to, what: { action: 'credential.reconcile', outcome: 'allowed', reasons: [code], facts } };
  });
}

/** While the run is held nobody else begins with this token, so the label is not taken from what comes alive. */
async function takeLabelAway({ secrets }: Keeps, { secret }: KeptCredential, run: HeldRun): Promise<void> {
  await run.check();
  await secrets.moveLabel(secret, { stage: PENDING, from: run.attempt.token, to: null });
}
