import { newEntry } from '../../audit/entry.ts';
import type { EntryFacts } from '../../audit/entry.ts';
import type { PersonId, SignInId } from '../../kernel/ids.ts';
import type { Cause } from '../../kernel/principal.ts';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { signInHolds } from '../person.ts';
import { beginAttempt, endAttempt } from './attempt.ts';
import type { Counted } from './attempt.ts';
import { endSignIn } from './end-sign-in.ts';
import { noLongerWaiting } from './no-longer-waiting.ts';
import type { Credentials, PasswordProof, PendingSignIn, SecretSeal } from './ports.ts';
import type { SignInSurroundings } from './surroundings.ts';
import { throttleRules } from './throttle.ts';
import { matchingStep } from './totp.ts';

/** The password was proven in this interaction, and not too long ago. */
export async function passwordProof(
  { store }: SignInSurroundings,
  { interaction }: PendingSignIn,
  cause: Cause,
): Promise<PasswordProof | null> {
  const proof = await store.passwordProof(interaction);
  return proof !== null && proof.expiresAt > cause.at ? proof : null;
}

/** Second half of a sign-in: returns where the browser goes on. */
export async function checkSecondFactor(
  surroundings: SignInSurroundings,
  pending: PendingSignIn,
  { code, proof }: { readonly code: string; readonly proof: PasswordProof },
  cause: Cause,
): Promise<Result<string>> {
  const { store, throttle, seal, newId, recordDenial } = surroundings;
  const { personId } = proof;
  const denied = (refusalCode: string) =>
    recordDenial(cause, { action: 'sign-in.second-factor', resource: personId, code: refusalCode, policies: [] });
  const wrong = refused(
    refusal('not_permitted', 'This code is not right, or was used already. Wait for the next one and type it.'),
  );
  const counted: Counted[] = [
    { key: `second-factor#${personId}`, rule: throttleRules.secondFactor, success: 'forgets' },
  ];
  const admitted = await beginAttempt(throttle, counted, cause.at);
  if (!admitted.ok) {
    await denied('throttled');
    return admitted;
  }
  const credentials = await store.credentialsOf(personId);
  // A new enrolment forgets the credentials, perhaps since the password was proven.
  const step = credentials === null ? null : await stepOf(seal, personId, credentials, code, cause);
  if (step === null) {
    await denied('wrong_code');
    return wrong;
  }
  const signInId = await signInToUse(surroundings, pending, personId, cause);
  const done = { personId, signInId, authenticatedAt: cause.at };
  const { interaction, device } = pending;
  const letIn = device === null ? null : { ...done, device };
  if (letIn !== null) await surroundings.devices.prepare(letIn);
  const completed = await store.completeSignIn(
    { interaction, personId, step, letIn },
    newEntry(newId, { ...cause, actor: { kind: 'person', id: personId }, signInId }, happened(pending, done)),
  );
  if (!completed.written) {
    await denied(completed.failed[0] ?? 'conflict');
    return completed.failed.includes('device-waiting') ? refused(noLongerWaiting) : wrong;
  }
  await endAttempt(throttle, counted);
  if (letIn !== null) return ok(await surroundings.devices.finish(interaction));
  await endOther(surroundings, pending, personId, cause);
  return ok(await surroundings.pending.finish(interaction, done));
}

const happened = (
  { clientId, current, device }: PendingSignIn,
  { personId, signInId }: { readonly personId: PersonId; readonly signInId: SignInId },
): EntryFacts =>
  device === null
    ? {
        action: 'sign-in',
        outcome: 'allowed',
        subject: personId,
        facts: { clientId, stepUp: current?.signInId === signInId },
      }
    : {
        action: 'sign-in.device',
        outcome: 'allowed',
        subject: personId,
        facts: { clientId, askedFrom: device.askedFrom },
      };

async function stepOf(
  seal: SecretSeal,
  personId: PersonId,
  { sealedTotpSecret, lastTotpStep }: Credentials,
  code: string,
  cause: Cause,
): Promise<number | null> {
  const secret = await seal.open(personId, sealedTotpSecret);
  return matchingStep(code, secret, { now: cause.at, lastStep: lastTotpStep });
}

/** Showing again that it is you continues your sign-in; everything else begins a new one. */
async function signInToUse(
  { directory, newId }: SignInSurroundings,
  { current }: PendingSignIn,
  personId: PersonId,
  cause: Cause,
): Promise<SignInId> {
  if (current?.personId !== personId || current.signInId === null) return newId('sid');
  const standing = await directory.standing(personId);
  const holds =
    standing !== null &&
    signInHolds(standing, { id: current.signInId, authenticatedAt: Math.min(current.authenticatedAt, cause.at) });
  return holds ? current.signInId : newId('sid');
}

/** Someone else took this browser over: the sign-in before them is at its end. */
async function endOther(
  surroundings: SignInSurroundings,
  { current }: PendingSignIn,
  personId: PersonId,
  cause: Cause,
): Promise<void> {
  if (current === null || current.personId === personId || current.signInId === null) return;
  await endSignIn(surroundings, { personId: current.personId, signInId: current.signInId, why: 'replaced' }, cause);
}
