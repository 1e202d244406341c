import type { CredentialTarget } from '../access/target.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { TargetId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/time.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials, Decided } from './change-credential.ts';
import { liveLeases } from './credential.ts';
import type { CredentialState } from './credential.ts';
import type { Keeper } from './keeper-orders.ts';
import { CURRENT, PENDING, versionAt } from './labels.ts';
import type { KeepsSchedules, MakesSecrets, Secrets } from './ports.ts';
import { ownSecret, secretOf } from './secret-of.ts';
import { beginFirst, beginSetting, settleSetting } from './value-transitions.ts';
import type { Tried } from './value-transitions.ts';

export interface SetsValues extends ChangesCredentials {
  readonly secrets: Pick<Secrets, 'describe' | 'put' | 'moveLabel'> & MakesSecrets;
  readonly schedules: KeepsSchedules;
  readonly keeper: Keeper;
  /** The id of a version: never one that was used before. */
  readonly newToken: () => string;
  readonly clock: Clock;
  readonly reportFault: (error: unknown, correlationId: string) => void;
}

export interface ValueSet {
  readonly targetId: TargetId;
  readonly versionId: string;
  /** Whether it is the current value now. */
  readonly current: boolean;
  readonly login: Tried['login'];
  readonly findings: Tried['findings'];
}

export interface NewValue {
  readonly value: Readonly<Record<string, string>>;
  readonly reason: string;
}

/**
 * A value typed by hand. The first is current at once, since there is nothing to keep in its place, but is not lent before
 * it logs in. Another one is a candidate until it logs in; if it does not, the present one stays. Nothing is changed on the
 * target, so a candidate that is dropped was good before and is good after: whoever typed it still has it.
 */
export async function setValue(
  means: SetsValues,
  target: CredentialTarget,
  { value, reason }: NewValue,
  cause: Cause,
): Promise<Result<ValueSet>> {
  const found = await lookAt(means, target, cause);
  if (!found.ok) return found;
  const { current: before, left } = found.value;
  const token = means.newToken();
  const begun = await changeCredential<null>(means, target, cause, (state) =>
    begin(state, { token, reason, before, left }, cause),
  );
  if (!begun.ok) return begun;
  const secret = secretOf(target);
  if (!found.value.made) await means.secrets.make(ownSecret(target.id), target.id);
  if (left !== null) await means.secrets.moveLabel(secret, { stage: PENDING, from: left, to: null });
  const stages = [before === null ? CURRENT : PENDING];
  await means.secrets.put(secret, { token, value: JSON.stringify(value), stages });
  const [tried, current] = await tryIt(means, target, { token, before }, cause);
  const at = means.clock();
  const settled = await changeCredential<null>(means, target, { ...cause, at }, (state) => ({
    to: settleSetting(state, { token, tried, current, at }),
    what: { action: 'credential.value-tried', facts: { versionId: token, login: tried.login, current } },
    then: null,
  }));
  if (!settled.ok) return settled;
  // Only what logs in can be rotated. What fails here is done by the tender.
  if (current && tried.login === 'alive')
    await means.schedules
      .keepSchedule(secret, { network: target.network, plan: target.plan })
      .catch((error: unknown) => means.reportFault(error, cause.correlationId));
  return ok({ targetId: target.id, versionId: token, current, login: tried.login, findings: tried.findings });
}

interface Found {
  /** Whether there is a secret. */
  readonly made: boolean;
  readonly current: string | null;
  /** A candidate that an attempt before left behind, and that the target refuses. */
  readonly left: string | null;
}

/** What is there already. A candidate that might log in is in the way: only one that is proved dead makes room. */
async function lookAt(
  { store, secrets, keeper }: SetsValues,
  target: CredentialTarget,
  { correlationId }: Cause,
): Promise<Result<Found>> {
  const described = await secrets.describe(secretOf(target));
  if (described === null)
    return target.importedSecret === null
      ? ok({ made: false, current: null, left: null })
      : refused(refusal('target_unusable', 'The secret that the settings name is not there.'));
  const current = versionAt(described, CURRENT);
  const left = (await store.credential(target.id))?.attempt?.token ?? versionAt(described, PENDING);
  if (left === null || left === current) return ok({ made: true, current, left: null });
  const order = { order: 'try-version', targetId: target.id, versionId: left, correlationId } as const;
  const { login } = await keeper.ask(target.network, order);
  return login === 'dead' ? ok({ made: true, current, left }) : refused(underWay);
}

function begin(
  state: CredentialState,
  {
    token,
    reason,
    before,
    left,
  }: Pick<NewValue, 'reason'> & { token: string; before: string | null; left: string | null },
  { at }: Cause,
): Decided<null> {
  if (liveLeases(state).length > 0)
    return {
      answer: refused(refusal('credential_in_use', 'Somebody holds the credential. Wait, or check it in by force.')),
    };
  const { attempt } = state;
  if (attempt !== null && (attempt.token !== left || (attempt.run !== null && attempt.run.until > at)))
    return { answer: refused(underWay) };
  const what = { action: 'credential.set-value', facts: { reason, versionId: token, discarded: left } };
  const to = before === null ? beginFirst(state, at) : beginSetting(state, token, at);
  return { to, what, then: null };
}

const underWay = refusal(
  'rotation_under_way',
  'The credential is being changed, or an attempt left a value that might log in. Wait, or reconcile it.',
);

/** Tries it against the target, and moves the labels accordingly. */
async function tryIt(
  means: SetsValues,
  target: CredentialTarget,
  { token, before }: { readonly token: string; readonly before: string | null },
  { correlationId }: Cause,
): Promise<readonly [Tried, current: boolean]> {
  const order = { order: 'try-version', targetId: target.id, versionId: token, correlationId } as const;
  const tried = await means.keeper.ask(target.network, order).catch((error: unknown): Tried => {
    means.reportFault(error, correlationId);
    return { login: 'unknown', findings: [noKeeper] };
  });
  if (before === null) return [tried, true];
  const secret = secretOf(target);
  const good = tried.login === 'alive' && tried.findings.every(({ result }) => result !== 'failed');
  const promoted = good && (await means.secrets.moveLabel(secret, { stage: CURRENT, from: before, to: token })).moved;
  await means.secrets.moveLabel(secret, { stage: PENDING, from: token, to: null });
  return [tried, promoted];
}

const noKeeper = {
  check: 'keeper',
  result: 'unknown',
  says: 'The function that speaks to the target did not answer, so nothing was tried.',
  remedy: 'Set the value again; if it stays so, look at the alarms.',
} as const;
