import { beforeEach, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { checkPassword } from '../../../../src/identity/sign-in/check-password.ts';
import { checkSecondFactor, passwordProof } from '../../../../src/identity/sign-in/check-second-factor.ts';
import { chooseCredentials, completeEnrolment, openEnrolment } from '../../../../src/identity/sign-in/enrol.ts';
import type { PendingSignIn } from '../../../../src/identity/sign-in/ports.ts';
import { addPerson } from '../../../../src/identity/add-person.ts';
import { disablePerson } from '../../../../src/identity/disable-person.ts';
import { newId } from '../../../../src/kernel/ids.ts';
import type { PersonId } from '../../../../src/kernel/ids.ts';
import { NOW, causeAt, valueOf } from '../../../support/company.ts';
import { PASSWORD, anonymous, pendingOf, surroundings } from './scene.ts';

let world: Awaited<ReturnType<typeof surroundings>>;
beforeEach(async () => {
  world = await surroundings();
});

const password = (interaction: string, email: string, typed: string, at = NOW + 60) =>
  checkPassword(world.made, pendingOf(interaction), { email, password: typed }, anonymous(at));

async function secondFactor(
  interaction: string,
  code: string,
  { at = NOW + 60, current }: { at?: number; current?: PendingSignIn['current'] } = {},
) {
  const pending = pendingOf(interaction, current ?? null);
  const proof = await passwordProof(world.made, pending, anonymous(at));
  if (proof === null) return null;
  return checkSecondFactor(world.made, pending, { code, proof }, anonymous(at));
}

describe('signing in', () => {
  test('takes the password and then the code, and leaves one entry of the person with its sign-in', async () => {
    const alice = await world.enrolled('alice');
    expect(await password('i1', ' ALICE@example.com ', PASSWORD)).toMatchObject({ ok: true });
    const done = await secondFactor('i1', generateSync({ secret: alice.secret, epoch: NOW + 60 }));
    expect(done).toEqual({ ok: true, value: '/back' });
    expect(world.finished).toMatchObject([{ interaction: 'i1', personId: alice.id, authenticatedAt: NOW + 60 }]);
    expect(world.directory.entries.at(-1)).toMatchObject({
      action: 'sign-in',
      outcome: 'allowed',
      actor: { kind: 'person', id: alice.id },
      subject: alice.id,
      signInId: expect.stringMatching(/^sid_/),
      facts: { clientId: 'sallyport-cli', stepUp: false },
    });
  });

  test('says the same to an unknown name, a wrong password, a disabled person and someone who has not enrolled', async () => {
    await world.enrolled('alice');
    const bob = await world.enrolled('bob');
    valueOf(await disablePerson(world.means, causeAt(), bob.id));
    valueOf(await addPerson(world.means, causeAt(), { name: 'Carol', email: 'carol@example.com' }));
    const answers = [
      await password('i', 'nobody@example.com', PASSWORD),
      await password('i', 'alice@example.com', 'wrong-wrong-wrong'),
      await password('i', 'bob@example.com', PASSWORD),
      await password('i', 'carol@example.com', PASSWORD),
      await password('i', '', ''),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: false, refusal: { code: 'not_permitted' } });
    expect(world.denied.map(({ code }) => code)).toEqual([
      'unknown_person',
      'wrong_password',
      'person_disabled',
      'wrong_password',
      'unknown_person',
    ]);
  });

  test('what was typed is in no record of a denial', async () => {
    await password('i', 'someone-secret@example.com', 'typed-in-the-wrong-field');
    expect(JSON.stringify(world.denied)).not.toMatch(/someone-secret|typed-in/);
  });

  test('the second factor has to follow within ten minutes, in the same interaction', async () => {
    const alice = await world.enrolled('alice');
    await password('i1', alice.email, PASSWORD);
    const code = (at: number) => generateSync({ secret: alice.secret, epoch: at });
    expect(await secondFactor('i2', code(NOW + 60))).toBeNull();
    expect(await secondFactor('i1', code(NOW + 660), { at: NOW + 660 })).toBeNull();
  });

  test('a code that was used for one sign-in is refused for another', async () => {
    const alice = await world.enrolled('alice');
    const code = generateSync({ secret: alice.secret, epoch: NOW + 60 });
    await password('i1', alice.email, PASSWORD);
    await secondFactor('i1', code);
    await password('i2', alice.email, PASSWORD);
    expect(await secondFactor('i2', code)).toMatchObject({ ok: false, refusal: { code: 'not_permitted' } });
  });

  test('guessing codes is slowed, also across interactions, and the right code has to wait as well', async () => {
    const alice = await world.enrolled('alice');
    for (let each = 0; each < 6; each += 1) {
      await password(`i${each}`, alice.email, PASSWORD);
      await secondFactor(`i${each}`, '000000');
    }
    const code = generateSync({ secret: alice.secret, epoch: NOW + 60 });
    expect(await secondFactor('i5', code)).toMatchObject({
      ok: false,
      refusal: { code: 'throttled', retryAfterSeconds: 10 },
    });
    const later = generateSync({ secret: alice.secret, epoch: NOW + 75 });
    expect(await secondFactor('i5', later, { at: NOW + 75 })).toMatchObject({ ok: true });
  });

  test('nothing is handed to the issuer when the entry could not be stored', async () => {
    const alice = await world.enrolled('alice');
    await password('i1', alice.email, PASSWORD);
    world.store.failNext('not-written');
    const code = generateSync({ secret: alice.secret, epoch: NOW + 60 });
    await expect(secondFactor('i1', code)).rejects.toThrow('not written');
    expect(world.finished).toEqual([]);
  });

  test('when it was stored but reported failed, the person signs in again, with the next code', async () => {
    const alice = await world.enrolled('alice');
    await password('i1', alice.email, PASSWORD);
    world.store.failNext('written-but-reported-failed');
    await expect(secondFactor('i1', generateSync({ secret: alice.secret, epoch: NOW + 60 }))).rejects.toThrow();
    expect(world.finished).toEqual([]);
    await password('i1', alice.email, PASSWORD);
    expect(await secondFactor('i1', generateSync({ secret: alice.secret, epoch: NOW + 90 }))).toMatchObject({
      ok: true,
    });
  });
});

describe('signing in again', () => {
  const again = async (alice: { id: PersonId; email: string; secret: string }, current: PendingSignIn['current']) => {
    await password('i9', alice.email, PASSWORD);
    const code = generateSync({ secret: alice.secret, epoch: NOW + 60 });
    expect(await secondFactor('i9', code, { current })).toMatchObject({ ok: true });
    return world.directory.entries.filter(({ action }) => action === 'sign-in').at(-1);
  };

  test('as the same person continues the sign-in', async () => {
    const alice = await world.enrolled('alice');
    const signInId = newId('sid');
    const entry = await again(alice, { personId: alice.id, signInId, authenticatedAt: NOW + 10 });
    expect(entry).toMatchObject({ signInId, facts: { stepUp: true } });
  });

  test('after the sign-in was ended begins a new one', async () => {
    const alice = await world.enrolled('alice');
    const signInId = newId('sid');
    const entry = await again(alice, { personId: alice.id, signInId, authenticatedAt: NOW - 100 });
    expect(entry).toMatchObject({ facts: { stepUp: false } });
    expect(entry?.signInId).not.toBe(signInId);
  });

  test('as someone else begins a new one and ends the other', async () => {
    const alice = await world.enrolled('alice');
    const bob = await world.enrolled('bob');
    const signInId = newId('sid');
    const entry = await again(alice, { personId: bob.id, signInId, authenticatedAt: NOW + 10 });
    expect(entry?.signInId).not.toBe(signInId);
    expect((await world.directory.standing(bob.id))?.endedSignIns).toEqual(new Set([signInId]));
  });
});

describe('enrolling', () => {
  test('uses the code up', async () => {
    const alice = await world.enrolled('alice');
    expect(await openEnrolment(world.made, alice.enrolmentCode, anonymous(NOW))).toMatchObject({
      ok: false,
      refusal: { code: 'expired' },
    });
  });

  test('is over after a day, and for someone who is disabled', async () => {
    const { person, enrolment } = valueOf(
      await addPerson(world.means, causeAt(), { name: 'Carol', email: 'carol@example.com' }),
    );
    const open = (at: number) => openEnrolment(world.made, enrolment.code, anonymous(at));
    expect(await open(NOW + 86_399)).toMatchObject({ ok: true });
    expect(await open(NOW + 86_400)).toMatchObject({ ok: false });
    valueOf(await disablePerson(world.means, causeAt(), person.id));
    expect(await open(NOW)).toMatchObject({ ok: false });
    expect(world.denied.map(({ code }) => code)).toEqual(['expired', 'person_disabled']);
  });

  test('asks for the same acceptable password twice', async () => {
    const { enrolment } = valueOf(
      await addPerson(world.means, causeAt(), { name: 'Carol', email: 'carol@example.com' }),
    );
    const enrolling = valueOf(await openEnrolment(world.made, enrolment.code, anonymous(NOW)));
    for (const typed of [
      { password: PASSWORD, again: `${PASSWORD}!` },
      { password: 'short', again: 'short' },
      { password: 'carol-carol-carol', again: 'carol-carol-carol' },
    ])
      expect(await chooseCredentials(world.made, enrolling, typed)).toMatchObject({ ok: false });
  });

  test('is not finished by a wrong code', async () => {
    const { person, enrolment } = valueOf(
      await addPerson(world.means, causeAt(), { name: 'Carol', email: 'carol@example.com' }),
    );
    const first = valueOf(await openEnrolment(world.made, enrolment.code, anonymous(NOW)));
    expect(await completeEnrolment(world.made, first, '000000', anonymous(NOW))).toMatchObject({ ok: false });
    await chooseCredentials(world.made, first, { password: PASSWORD, again: PASSWORD });
    const second = valueOf(await openEnrolment(world.made, enrolment.code, anonymous(NOW)));
    expect(await completeEnrolment(world.made, second, '000000', anonymous(NOW))).toMatchObject({ ok: false });
    expect(await world.store.credentialsOf(person.id)).toBeNull();
  });
});
