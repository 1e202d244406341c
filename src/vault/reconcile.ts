import { discard, drop, promote, recordPromotion } from './end-attempt.ts';
import type { Probed } from './engine.ts';
import { workUnder } from './hold-run.ts';
import type { HeldRun } from './hold-run.ts';
import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';
import type { KeeperReply } from './keeper-orders.ts';
import { CURRENT, PENDING, PREVIOUS, versionAt } from './labels.ts';
import { beginAttempt, retireToo, takeRun } from './rotation-transitions.ts';
import type { NotNow } from './rotation-transitions.ts';
import { says } from './reconcile-in-words.ts';
import { findStrays, removeStrays } from './reconcile-strays.ts';
import { VaultFault } from './vault-fault.ts';

export type Reconciled = KeeperReply<'reconcile'>;

/** A version under a label, and what came of its value when it was tried. */
interface Version {
  readonly id: string;
  readonly value: string | null;
  readonly probed: Probed | null;
}

/**
 * Tries every value that has a label and says what it found. Asked to repair, it finishes or ends what others left, by
 * the proof of a login alone: a candidate that might be good is never thrown away, and AWSCURRENT moves only to what was
 * verified just before.
 */
export async function reconcile(
  keeps: Keeps,
  credential: KeptCredential,
  { repair }: { readonly repair: boolean },
): Promise<Reconciled> {
  const state = await keeps.store.credential(credential.targetId);
  const attempt = state?.attempt ?? null;
  const labels = await labelsOf(keeps, credential);
  if (labels === null) return { findings: [says.noSecret()], repaired: [] };
  const seen = await tryAll(keeps, credential, labels);
  const findings = [
    says.version('AWSCURRENT', seen.current),
    ...(seen.pending === null ? [] : [says.version('AWSPENDING', seen.pending)]),
    ...(seen.previous === null ? [] : [says.version('AWSPREVIOUS', seen.previous)]),
    ...says.strays(
      await findStrays(keeps, credential, { attempt, versions: [...idsOf(labels), attempt?.token ?? null] }),
    ),
  ];
  const left = whatIsLeft(seen, attempt?.token ?? null, state?.retiring?.versionId ?? null);
  if (left === null) return { findings, repaired: [] };
  if (!repair) return { findings: [...findings, says.left(left.is)], repaired: [] };
  const removed: string[] = [];
  const outcome = await mend(keeps, credential, left, removed);
  const gone = removed.map(says.removed);
  return {
    findings: outcome.is === 'repaired' ? findings : [...findings, says.notRepaired(outcome.why)],
    repaired: outcome.is === 'repaired' ? [...gone, says.repaired(outcome.what)] : gone,
  };
}

export type Left =
  /** An attempt, or a pending version that nobody works on. */
  | { readonly is: 'attempt'; readonly token: string }
  /** Only the one before the current one logs in. */
  | { readonly is: 'previous-alone'; readonly token: string }
  /** The one before still logs in, and nobody is about to change that. */
  | { readonly is: 'previous-alive'; readonly token: string }
  | { readonly is: 'nothing-alive'; readonly token: string };

interface Seen {
  readonly current: Version | null;
  /** Null when the label lies nowhere, or where it may stay: on the current version. */
  readonly pending: Version | null;
  readonly previous: Version | null;
}

function whatIsLeft(
  { current, pending, previous }: Seen,
  attempt: string | null,
  retiring: string | null,
): Left | null {
  const token = attempt ?? pending?.id;
  if (token !== undefined) return { is: 'attempt', token };
  if (current?.probed?.login === 'dead')
    return previous?.probed?.login === 'alive'
      ? { is: 'previous-alone', token: previous.id }
      : { is: 'nothing-alive', token: current.id };
  if (current?.probed?.login === 'alive' && previous?.probed?.login === 'alive' && retiring === null)
    return { is: 'previous-alive', token: previous.id };
  return null;
}

export type Repair = 'recorded' | 'finished' | 'label-removed' | 'previous-current' | 'retiring';
export type WhyNot = NotNow | 'busy' | 'nothing-alive' | 'unknown' | 'not-verified' | 'changed-meanwhile';
type Mended = { readonly is: 'repaired'; readonly what: Repair } | { readonly is: 'not'; readonly why: WhyNot };

async function mend(keeps: Keeps, credential: KeptCredential, left: Left, removed: string[]): Promise<Mended> {
  if (left.is === 'nothing-alive') return { is: 'not', why: 'nothing-alive' };
  if (left.is === 'previous-alive') return retirePrevious(keeps, credential, left.token);
  const runId = keeps.newRunId();
  const taken = await takeUp(keeps, credential, left.token, runId);
  if (taken.is === 'not') return taken;
  try {
    return await workUnder(keeps, credential.targetId, { token: left.token, runId }, async (run) => {
      if (!taken.adopted) {
        const versions = [...idsOf(await labelsOf(keeps, credential)), left.token];
        await removeStrays(keeps, credential, run, { versions, removed });
      }
      return settle(keeps, credential, run, { adopted: taken.adopted, previous: left.is === 'previous-alone' });
    });
  } catch (error) {
    if (!(error instanceof VaultFault)) throw error;
    if (error.code === 'not_verified') return { is: 'not', why: 'not-verified' };
    if (error.code === 'unclear') return { is: 'not', why: 'unknown' };
    if (error.code === 'not_this_attempt' || error.code === 'label_moved')
      return { is: 'not', why: 'changed-meanwhile' };
    throw error;
  }
}

/** The attempt that is there, or one that stands for what others left, so that nobody else works on it meanwhile. */
async function takeUp(
  keeps: Keeps,
  { targetId }: KeptCredential,
  token: string,
  runId: string,
): Promise<{ readonly is: 'taken'; readonly adopted: boolean } | Extract<Mended, { is: 'not' }>> {
  const outcome = await keepState(keeps, targetId, (state) => {
    const running = { token, runId, step: 'reconcile', at: keeps.clock() };
    if (state.attempt === null) {
      const began = beginAttempt(state, running);
      if (began.is === 'not-now') throw new NotTaken(began.why);
      const facts = { versionId: token, fence: began.to.fence };
      return { to: began.to, adopted: true, what: { action: 'credential.reconcile', outcome: 'allowed', facts } };
    }
    const taken = takeRun(state, running, { discards: true });
    if (taken.is !== 'taken') throw new NotTaken(taken.is === 'busy' ? 'busy' : 'changed-meanwhile');
    return { to: taken.to, adopted: false, what: null };
  }).catch((error: unknown) => {
    if (error instanceof NotTaken) return error.why;
    throw error;
  });
  return typeof outcome === 'string' ? { is: 'not', why: outcome } : { is: 'taken', adopted: outcome.adopted };
}

class NotTaken extends Error {
  readonly why: WhyNot;
  constructor(why: WhyNot) {
    super(why);
    this.why = why;
  }
}

/** Under the run nothing moves: what is seen now is acted on. */
async function settle(
  keeps: Keeps,
  credential: KeptCredential,
  run: HeldRun,
  { adopted, previous }: { readonly adopted: boolean; readonly previous: boolean },
): Promise<Mended> {
  const { token } = run.attempt;
  const labels = await labelsOf(keeps, credential);
  const from = labels?.current ?? null;
  if (labels === null || from === null) throw new VaultFault('no_value');
  if (from === token) {
    await recordPromotion(keeps, credential, { token, old: labels.previous });
    return { is: 'repaired', what: 'recorded' };
  }
  const end = adopted ? drop : discard;
  const candidate = await keeps.secrets.read(credential.secret, token);
  if (candidate === null) {
    await end(keeps, credential, run, 'never_stored');
    return { is: 'repaired', what: 'label-removed' };
  }
  const at = credential.at(run.attempt);
  const mine = await credential.engine.probe(at, candidate);
  const value = await keeps.secrets.read(credential.secret, from);
  const its = value === null ? null : await credential.engine.probe(at, value);
  if (mine.login === 'alive') {
    // The label was lost, and a version without one may be gone tomorrow.
    if (labels.pending !== null && labels.pending !== token) throw new VaultFault('label_moved');
    if (labels.pending === null && !previous)
      await keeps.secrets.moveLabel(credential.secret, { stage: PENDING, from: labels.pending, to: token });
    const verified = await credential.engine.verify(at, candidate);
    if (!verified.verified && value !== null) await credential.engine.apply(at, { current: value, candidate });
    await promote(keeps, credential, run, { candidate, from });
    return { is: 'repaired', what: previous ? 'previous-current' : 'finished' };
  }
  // Without a proof, or without another one that logs in, it stays where it is.
  if (mine.login === 'unknown' || its?.login === 'unknown') throw new VaultFault('unclear');
  if (its?.login !== 'alive') return { is: 'not', why: 'nothing-alive' };
  await end(keeps, credential, run, 'not_applied');
  return { is: 'repaired', what: 'label-removed' };
}

async function retirePrevious(keeps: Keeps, { targetId, graceSeconds }: KeptCredential, versionId: string) {
  const done = await keepState(keeps, targetId, (state) => {
    const to = retireToo(state, { versionId, at: keeps.clock(), graceSeconds });
    const facts = { versionId, repaired: 'retiring' };
    return to && { to, what: { action: 'credential.reconcile', outcome: 'allowed', facts } };
  });
  return done === null
    ? ({ is: 'not', why: 'changed-meanwhile' } as const)
    : ({ is: 'repaired', what: 'retiring' } as const);
}

async function labelsOf({ secrets }: Keeps, { secret }: KeptCredential) {
  const description = await secrets.describe(secret);
  if (description === null) return null;
  const at = (stage: string) => versionAt(description, stage);
  return { current: at(CURRENT), pending: at(PENDING), previous: at(PREVIOUS) };
}

type Labels = Awaited<ReturnType<typeof labelsOf>>;
const idsOf = (labels: Labels) => (labels === null ? [] : [labels.current, labels.pending, labels.previous]);

async function tryAll(
  { secrets, clock }: Keeps,
  { secret, engine, at }: KeptCredential,
  labels: NonNullable<Labels>,
): Promise<Seen> {
  const version = async (id: string | null): Promise<Version | null> => {
    if (id === null) return null;
    const value = await secrets.read(secret, id);
    const attempt = { token: id, startedAt: clock() };
    return { id, value, probed: value === null ? null : await engine.probe(at(attempt), value) };
  };
  return {
    current: await version(labels.current),
    pending: labels.pending === labels.current ? null : await version(labels.pending),
    previous: labels.previous === labels.current ? null : await version(labels.previous),
  };
}
