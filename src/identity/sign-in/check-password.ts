import type { Cause } from '../../kernel/principal.ts';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { beginAttempt, endAttempt, hashed } from './attempt.ts';
import type { Counted } from './attempt.ts';
import { passwordMatches } from './password.ts';
import type { PendingSignIn } from './ports.ts';
import type { SignInSurroundings } from './surroundings.ts';
import { throttleRules } from './throttle.ts';

/** The second factor has to follow within this time. */
const PROOF_SECONDS = 600;

/**
 * First half of a sign-in. The answer, and the time it takes, are the same for a wrong password, an unknown name, a
 * disabled person and one who has not enrolled yet.
 */
export async function checkPassword(
  { store, throttle, directory, recordDenial }: SignInSurroundings,
  { interaction }: PendingSignIn,
  typed: { readonly email: string; readonly password: string },
  cause: Cause,
): Promise<Result<void>> {
  const email = typed.email.trim().toLowerCase().slice(0, 320);
  const address = cause.address ?? 'unknown';
  const counted: Counted[] = [
    { key: `password#${hashed(email)}#${address}`, rule: throttleRules.nameAndAddress, success: 'forgets' },
    { key: `password#${address}`, rule: throttleRules.address, success: 'takes-back' },
  ];
  const admitted = await beginAttempt(throttle, counted, cause.at);
  if (!admitted.ok) {
    await recordDenial(cause, { action: 'sign-in.password', resource: 'unknown', code: 'throttled', policies: [] });
    return admitted;
  }
  const person = email === '' ? null : await directory.personByEmail(email);
  const credentials = person === null ? null : await store.credentialsOf(person.id);
  const matches = await passwordMatches(typed.password, credentials?.passwordHash ?? null);
  if (person === null || !matches || person.status !== 'active') {
    await recordDenial(cause, {
      action: 'sign-in.password',
      resource: person?.id ?? 'unknown',
      code: person === null ? 'unknown_person' : matches ? 'person_disabled' : 'wrong_password',
      policies: [],
    });
    return refused(
      refusal('not_permitted', 'This e-mail address and password do not belong together. Check both and try again.'),
    );
  }
  await store.putPasswordProof(interaction, {
    personId: person.id,
    provenAt: cause.at,
    expiresAt: cause.at + PROOF_SECONDS,
  });
  await endAttempt(throttle, counted);
  return ok(undefined);
}
