import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import { CURRENT, versionAt } from './labels.ts';
import { beaten } from './rotation-transitions.ts';
import type { Beat } from './rotation-transitions.ts';

/** Does the current value log in? The state says so afterwards; an entry is made only when the answer is another one. */
export async function heartbeat(keeps: Keeps, credential: KeptCredential): Promise<Beat['state']> {
  const before = await keeps.store.credential(credential.targetId);
  const beat = await look(keeps, credential);
  const kept = await keepState(keeps, credential.targetId, (state) => {
    const at = keeps.clock();
    // What was looked at is not current any more, and the new one was verified.
    if (state.last?.versionId !== before?.last?.versionId) return { to: state, what: null };
    // Under a rotation the current value may be bad for a moment, and that is no news.
    if (state.attempt !== null) return { to: { ...state, health: { ...state.health, nextAt: at + 300 } }, what: null };
    const to = beaten(state, beat.beat, at);
    const facts = { before: state.health.state, now: beat.beat.state, versionId: beat.versionId };
    const reasons = beat.beat.fault === null ? [] : [beat.beat.fault.code ?? beat.beat.fault.stage];
    const outcome = beat.beat.state === 'failed' ? 'failed' : 'allowed';
    const news = state.health.state !== beat.beat.state;
    return { to, what: news ? { action: 'credential.heartbeat', outcome, reasons, facts } : null };
  });
  return kept.to.health.state;
}

async function look(
  { secrets, clock }: Keeps,
  { secret, engine, at }: KeptCredential,
): Promise<{ readonly beat: Beat; readonly versionId: string | null }> {
  const description = await secrets.describe(secret);
  const versionId = description && versionAt(description, CURRENT);
  const value = versionId && (await secrets.read(secret, versionId));
  if (versionId === null || value === null) return { beat: { state: 'none', fault: null }, versionId };
  const probed = await engine.probe(at({ token: versionId, startedAt: clock() }), value);
  switch (probed.login) {
    case 'alive':
      return { beat: { state: 'ok', fault: null }, versionId };
    case 'dead':
      return { beat: { state: 'failed', fault: probed.fault }, versionId };
    case 'unknown':
      return { beat: { state: 'unknown', fault: probed.fault }, versionId };
  }
}
