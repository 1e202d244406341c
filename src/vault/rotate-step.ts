import { discard, promote, recordPromotion } from './end-attempt.ts';
import { holdRun, workUnder } from './hold-run.ts';
import type { HeldRun } from './hold-run.ts';
import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import type { RotationStep } from './keeper-orders.ts';
import { CURRENT, labelledValues, PENDING, PREVIOUS, versionAt } from './labels.ts';
import { oweRotation } from './owe-rotation.ts';
import type { SecretDescription } from './ports.ts';
import { beginAttempt, takeRun } from './rotation-transitions.ts';
import { VaultFault } from './vault-fault.ts';

export interface StepOrder {
  readonly step: RotationStep['Step'];
  readonly token: string;
}

/**
 * One of the four steps in which Secrets Manager has a secret rotated (AWS Secrets Manager User Guide, "Lambda rotation
 * functions"): stage, apply, verify, promote. Each may come twice, at once, late, or after a crash of the one before.
 * Returns when the step is done, throws when it must be called again or is not to be done.
 */
export async function rotateStep(keeps: Keeps, credential: KeptCredential, { step, token }: StepOrder): Promise<void> {
  const description = await keeps.secrets.describe(credential.secret);
  if (description === null) throw new VaultFault('no_value');
  const current = versionAt(description, CURRENT);
  if (current === null) throw new VaultFault('no_value');
  if (current === token) return recordPromotion(keeps, credential, { token, old: versionAt(description, PREVIOUS) });
  if (versionAt(description, PENDING) !== token) throw new VaultFault('not_this_attempt');
  const on = { ...keeps, credential, token, current, description };
  switch (step) {
    case 'createSecret':
      return createSecret(on);
    case 'setSecret':
      return setSecret(on);
    case 'testSecret':
      return testSecret(on);
    case 'finishSecret':
      return finishSecret(on);
  }
}

interface On extends Keeps {
  readonly credential: KeptCredential;
  readonly token: string;
  /** The id of the current version. */
  readonly current: string;
  readonly description: SecretDescription;
}

/** The candidate is stored before anything changes at the target. One value per token: what is stored is kept. */
async function createSecret(on: On): Promise<void> {
  const { credential, token, current, secrets, newRunId, clock } = on;
  const runId = newRunId();
  const running = () => ({ token, runId, step: 'createSecret', at: clock() });
  const begun = await keepState(on, credential.targetId, (state) => {
    if (state.attempt?.token === token) {
      const taken = takeRun(state, running(), { discards: false });
      if (taken.is !== 'taken') throw new VaultFault('busy');
      return { to: taken.to, what: null, notNow: null };
    }
    const began = beginAttempt(state, running());
    if (began.is === 'begun') {
      const { attempt } = began.to;
      const facts = { versionId: token, why: attempt?.why ?? null, fence: began.to.fence };
      return { to: began.to, what: { action: 'credential.rotation-begin', outcome: 'allowed', facts }, notNow: null };
    }
    const to = oweRotation(state, { why: 'schedule', retire: 'at-disuse', at: clock() });
    const what = { action: 'credential.rotation-put-off', outcome: 'denied', reasons: [began.why] } as const;
    return { to, what: state.owed === null ? what : null, notNow: began.why };
  });
  if (begun.notNow !== null) return putOff(on);
  await workUnder(on, credential.targetId, { token, runId }, async (run) => {
    if ((await secrets.read(credential.secret, token)) !== null) return;
    const value = await valueOf(on, current);
    const labelled = await labelledValues(secrets, credential.secret, on.description);
    const candidate = await credential.engine.stage(credential.at(run.attempt), { current: value, labelled });
    await run.check();
    // Another value under the token was stored by somebody who was quicker, and that one counts.
    await secrets.put(credential.secret, { token, value: candidate, stages: [PENDING] });
  });
}

/** The label is only taken from a version that has no value, and that nobody has begun with since. */
async function putOff({ credential, token, secrets, store }: On): Promise<never> {
  const empty = (await secrets.read(credential.secret, token)) === null;
  const state = await store.credential(credential.targetId);
  if (empty && state?.attempt?.token !== token)
    await secrets.moveLabel(credential.secret, { stage: PENDING, from: token, to: null });
  throw new VaultFault('not_now');
}

async function setSecret(on: On): Promise<void> {
  const { credential, token, current } = on;
  await holdRun(on, credential, { token, step: 'setSecret', discards: true }, async (run) => {
    const candidate = await valueOf(on, token);
    const value = await valueOf(on, current);
    const at = credential.at(run.attempt);
    // It was applied before, and the reply was lost.
    if (await isGood(on, run, candidate)) return;
    const applied = await credential.engine.apply(at, { current: value, candidate });
    if (applied.applied) return;
    if (applied.refused === 'unclear') throw new VaultFault('unclear', applied.fault);
    const probed = await credential.engine.probe(at, candidate);
    if (probed.login === 'alive') return;
    if (probed.login === 'unknown') throw new VaultFault('unclear', probed.fault);
    await discard(on, credential, run, 'refused_by_policy');
    throw new VaultFault('refused_by_policy', applied.fault);
  });
}

/**
 * For a token that no attempt has, it only tries the configuration: RotateSecret with `RotateImmediately` false makes a
 * pending version with the current value, has it tested and takes it away again.
 */
async function testSecret(on: On): Promise<void> {
  const { credential, token, current, secrets, store } = on;
  const state = await store.credential(credential.targetId);
  if (state?.attempt?.token !== token) {
    const attempt = { token, startedAt: on.clock() };
    const value = (await secrets.read(credential.secret, token)) ?? (await valueOf(on, current));
    const probed = await credential.engine.probe(credential.at(attempt), value);
    if (probed.login !== 'alive') throw new VaultFault('not_verified', probed.fault);
    return;
  }
  await holdRun(on, credential, { token, step: 'testSecret', discards: false }, async (run) => {
    const verified = await credential.engine.verify(credential.at(run.attempt), await valueOf(on, token));
    if (!verified.verified) throw new VaultFault('not_verified', verified.fault);
  });
}

async function finishSecret(on: On): Promise<void> {
  const { credential, token, current } = on;
  await holdRun(on, credential, { token, step: 'finishSecret', discards: false }, async (run) => {
    await promote(on, credential, run, { candidate: await valueOf(on, token), from: current });
  });
}

async function isGood({ credential }: On, run: HeldRun, candidate: string): Promise<boolean> {
  const at = credential.at(run.attempt);
  if ((await credential.engine.probe(at, candidate)).login !== 'alive') return false;
  return (await credential.engine.verify(at, candidate)).verified;
}

async function valueOf({ secrets, credential }: On, versionId: string): Promise<string> {
  const value = await secrets.read(credential.secret, versionId);
  if (value === null) throw new VaultFault('no_value');
  return value;
}
