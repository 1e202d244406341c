import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import { CURRENT, versionAt } from './labels.ts';
import type { Retired } from './engine.ts';
import { holdsRetiring, retireBy, retired, retiringTried, takeRetiring } from './rotation-transitions.ts';
import type { WhyNotRetired } from './rotation-transitions.ts';
import { VaultFault } from './vault-fault.ts';

export type RetireAnswer = 'retired' | 'waiting' | 'nothing';

/** Takes the old value out of use, if there is one that waits for it, and only while the current one logs in. */
export async function retireOld(keeps: Keeps, credential: KeptCredential): Promise<RetireAnswer> {
  const { targetId, secret, engine } = credential;
  const before = await keeps.store.credential(targetId);
  if (before === null || before.retiring === null) return 'nothing';
  const token = before.retiring.versionId;
  const runId = keeps.newRunId();
  const how = await keepState(keeps, targetId, (state) => {
    const taken = takeRetiring(state, { token, runId, step: 'retire', at: keeps.clock() });
    if (taken.is !== 'taken' || state.retiring === null) return null;
    return { to: taken.to, what: null, how: retireBy(state, state.retiring, keeps.clock()) };
  });
  if (how === null) return 'waiting';
  const outcome = await tryIt();
  if (outcome === 'retired' || outcome === 'value_gone') {
    await keepState(keeps, targetId, (state) => {
      const to = retired(state, token);
      const facts = { versionId: token, how: how.how };
      const reasons = outcome === 'value_gone' ? [outcome] : [];
      return to && { to, what: { action: 'credential.retire', outcome: 'allowed', reasons, facts } };
    });
    return 'retired';
  }
  await keepState(keeps, targetId, (state) => {
    if (!holdsRetiring(state, { token, runId, at: keeps.clock() })) return null;
    const to = retiringTried(state, { versionId: token, outcome, at: keeps.clock() });
    if (to === null) return null;
    // Said once, and again only when the reason changes.
    const news = outcome.why === 'failed' && state.retiring?.code !== outcome.code;
    const facts = { versionId: token, tries: to.retiring?.tries ?? 0 };
    const reasons = outcome.why === 'failed' ? [outcome.code] : [];
    return { to, what: news ? { action: 'credential.retire', outcome: 'failed', reasons, facts } : null };
  });
  return 'waiting';

  async function tryIt(): Promise<'retired' | 'value_gone' | WhyNotRetired> {
    const description = await keeps.secrets.describe(secret);
    const currentId = description && versionAt(description, CURRENT);
    const current = currentId && (await keeps.secrets.read(secret, currentId));
    if (current === null || current === '' || currentId === token) return { why: 'failed', code: 'no_value' };
    const old = await keeps.secrets.read(secret, token);
    if (old === null) return 'value_gone';
    const at = credential.at({ token, startedAt: before?.retiring?.since ?? keeps.clock() });
    // The last key that fits is not thrown away.
    const probed = await engine.probe(at, current);
    if (probed.login !== 'alive') return { why: 'failed', code: `current_${probed.login}` };
    const now = await keeps.store.credential(targetId);
    if (now === null || !holdsRetiring(now, { token, runId, at: keeps.clock() })) throw new VaultFault('busy');
    return whyNot(await engine.retire(at, { current, old, how: how?.how ?? 'at-disuse' }));
  }
}

const whyNot = (outcome: Retired): 'retired' | WhyNotRetired =>
  outcome.retired
    ? 'retired'
    : outcome.why === 'failed'
      ? { why: 'failed', code: outcome.fault.code ?? outcome.fault.stage }
      : { why: outcome.why };
