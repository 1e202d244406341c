import { newEntry } from '../../audit/entry.ts';
import type { Cause } from '../../kernel/principal.ts';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import type { ActivePerson } from '../person.ts';
import { enrolmentCodeHash } from './enrolment.ts';
import { acceptPassword, hashPassword } from './password.ts';
import type { OpenEnrolment } from './ports.ts';
import type { SignInSurroundings } from './surroundings.ts';
import { matchingStep, newTotpSecret } from './totp.ts';

/** An enrolment in progress, with the person it is for. */
export interface Enrolling {
  readonly enrolment: OpenEnrolment;
  readonly person: ActivePerson;
}

/** Finds what a one-time code is good for. */
export async function openEnrolment(
  { store, directory, recordDenial }: SignInSurroundings,
  code: string,
  cause: Cause,
): Promise<Result<Enrolling>> {
  const enrolment = await store.enrolment(enrolmentCodeHash(code));
  const standing = enrolment === null ? null : await directory.standing(enrolment.personId);
  if (enrolment !== null && enrolment.validUntil > cause.at && standing?.person.status === 'active')
    return ok({ enrolment, person: standing.person });
  await recordDenial(cause, {
    action: 'enrolment.open',
    resource: enrolment?.personId ?? 'unknown',
    code: enrolment === null ? 'unknown_code' : standing?.person.status === 'active' ? 'expired' : 'person_disabled',
    policies: [],
  });
  return refused(
    refusal(
      'expired',
      'This code is not valid. It may be mistyped, used, replaced by a newer one, or older than a day.',
    ),
  );
}

/** Keeps the password and a new TOTP secret until the first code has shown that the second factor works. */
export async function chooseCredentials(
  { store, seal }: SignInSurroundings,
  { enrolment, person }: Enrolling,
  { password, again }: { readonly password: string; readonly again: string },
): Promise<Result<void>> {
  if (password !== again) return refused(refusal('invalid_request', 'The two passwords are not the same.'));
  const accepted = acceptPassword(password, person.email);
  if (!accepted.ok) return accepted;
  const chosen = {
    passwordHash: await hashPassword(accepted.value),
    sealedTotpSecret: await seal.seal(person.id, newTotpSecret()),
  };
  return (await store.chooseCredentials(enrolment, chosen)) ? ok(undefined) : usedUp;
}

/** The first code completes the enrolment: used up, credentials set, older sign-ins ended, one entry. */
export async function completeEnrolment(
  { store, seal, newId, recordDenial }: SignInSurroundings,
  { enrolment, person }: Enrolling,
  code: string,
  cause: Cause,
): Promise<Result<void>> {
  const { chosen } = enrolment;
  if (chosen === null) return refused(refusal('invalid_request', 'Choose a password first.'));
  const secret = await seal.open(person.id, chosen.sealedTotpSecret);
  const step = matchingStep(code, secret, { now: cause.at, lastStep: 0 });
  if (step === null) {
    await recordDenial(cause, { action: 'enrolment.complete', resource: person.id, code: 'wrong_code', policies: [] });
    return refused(
      refusal(
        'invalid_request',
        'This code is not right. Check that the clock of your phone is, and type the next code.',
      ),
    );
  }
  const entry = newEntry(
    newId,
    { ...cause, actor: { kind: 'person', id: person.id } },
    {
      action: 'enrolment.complete',
      outcome: 'allowed',
      subject: person.id,
      facts: { enrolmentId: enrolment.id },
    },
  );
  const done = await store.completeEnrolment(
    {
      enrolment,
      person,
      credentials: { ...chosen, lastTotpStep: step },
      // One second back: whoever enrols can sign in at once, and `auth_time` has whole seconds.
      notBefore: Math.max(person.notBefore, cause.at - 1),
    },
    entry,
  );
  return done.written ? ok(undefined) : usedUp;
}

const usedUp = refused(
  refusal(
    'conflict',
    'This enrolment was finished or replaced in the meantime. Ask for a new code if that was not you.',
  ),
);
