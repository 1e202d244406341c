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
import type { KeepsSchedules, MakesSecrets, SecretDescription, Secrets } from './ports.ts';
import { ownSecret, secretOf } from './secret-of.ts';
import { beginSetting, settleSetting } from './value-transitions.ts';
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
 * A value typed by hand. The first is current at once, since there is nothing to keep in its place, but is not lent before it
 * logs in. Another one is a candidate until it logs in; if it does not, the present one stays. Nothing is changed on the
 * target, so a candidate that is dropped was good before and is good after: whoever typed it still has it.
 */
export async function setValue(
  means: SetsValues,
  target: CredentialTarget,
  { value, reason }: NewValue,
  cause: Cause,
): Promise<Result<ValueSet>> {
  const token = means.newToken();
  const begun = await changeCredential<null>(means, target, cause, (state) => begin(state, token, reason, cause));
  if (!begun.ok) return begun;
  const settle = (tried: Tried, current: boolean) =>
    changeCredential<null>(means, target, { ...cause, at: means.clock() }, (state) => ({
      to: settleSetting(state, { token, tried, current, at: means.clock() }),
      what: { action: 'credential.value-tried', facts: { versionId: token, login: tried.login, current } },
      then: null,
    }));
  const place = await placeFor(means, target).catch(async (error: unknown) => {
    // Nothing was stored yet: nobody need find out what of it lives.
    await settle(notTried, false);
    throw error;
  });
  if (!place.ok) {
    await settle(notTried, false);
    return place;
  }
  const before = place.value.current;
  const stages = [before === null ? 'AWSCURRENT' : 'AWSPENDING'];
  await means.secrets.put(secretOf(target), { token, value: JSON.stringify(value), stages });
  const [tried, current] = await tryIt(means, target, { token, before }, cause);
  const settled = await settle(tried, current);
  if (!settled.ok) return settled;
  // Only what logs in can be rotated. What fails here is done by the tender.
  if (current && tried.login === 'alive')
    await means.schedules
      .keepSchedule(secretOf(target), { network: target.network, plan: target.plan })
      .catch((error: unknown) => means.reportFault(error, cause.correlationId));
  return ok({ targetId: target.id, versionId: token, current, login: tried.login, findings: tried.findings });
}

function begin(state: CredentialState, token: string, reason: string, { at }: Cause): Decided<null> {
  if (liveLeases(state).length > 0)
    return {
      answer: refused(refusal('credential_in_use', 'Somebody holds the credential. Wait, or check it in by force.')),
    };
  if (state.attempt !== null) return { answer: refused(underWay) };
  const what = { action: 'credential.set-value', facts: { reason, versionId: token } };
  return { to: beginSetting(state, token, at), what, then: null };
}

const underWay = refusal(
  'rotation_under_way',
  'The credential is being rotated, or an attempt was left unfinished. Wait, or reconcile it.',
);

/** The secret, made if need be, and which of its versions is current. */
async function placeFor(
  { secrets }: SetsValues,
  target: CredentialTarget,
): Promise<Result<{ readonly current: string | null }>> {
  const secret = secretOf(target);
  const described = await secrets.describe(secret);
  if (described === null) {
    if (target.importedSecret !== null)
      return refused(refusal('target_unusable', 'The secret that the settings name is not there.'));
    await secrets.make(ownSecret(target.id), target.id);
    return ok({ current: null });
  }
  const current = labelled(described, 'AWSCURRENT');
  const pending = labelled(described, 'AWSPENDING');
  // A candidate of a rotation might log in: it is not put aside for this one.
  if (pending !== null && pending !== current) return refused(underWay);
  return ok({ current });
}

const labelled = (described: SecretDescription, stage: string): string | null =>
  described.versions.find(({ stages }) => stages.includes(stage))?.id ?? null;

const notTried: Tried = { login: 'unknown', findings: [] };

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
  const promoted =
    good && (await means.secrets.moveLabel(secret, { stage: 'AWSCURRENT', from: before, to: token })).moved;
  await means.secrets.moveLabel(secret, { stage: 'AWSPENDING', from: token, to: null });
  return [tried, promoted];
}

const noKeeper = {
  check: 'keeper',
  result: 'unknown',
  says: 'The function that speaks to the target did not answer, so nothing was tried.',
  remedy: 'Set the value again; if it stays so, look at the alarms.',
} as const;
