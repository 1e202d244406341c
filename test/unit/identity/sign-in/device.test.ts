import { beforeEach, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { disablePerson } from '../../../../src/identity/disable-person.ts';
import { checkPassword } from '../../../../src/identity/sign-in/check-password.ts';
import { checkSecondFactor, passwordProof } from '../../../../src/identity/sign-in/check-second-factor.ts';
import type { WaitingDevice } from '../../../../src/identity/sign-in/device.ts';
import { openDevice } from '../../../../src/identity/sign-in/open-device.ts';
import { refuseDevice } from '../../../../src/identity/sign-in/refuse-device.ts';
import { NOW, causeAt, valueOf } from '../../../support/company.ts';
import { PASSWORD, anonymous, pendingOf, surroundings } from './scene.ts';

let world: Awaited<ReturnType<typeof surroundings>>;
beforeEach(async () => {
  world = await surroundings();
});

const type = (code: string, at = NOW) => openDevice(world.made, code, anonymous(at));
const refuse = (device: WaitingDevice, at = NOW + 10) => refuseDevice(world.made, device, anonymous(at));

/** Both halves of the sign-in that lets the device in. */
async function letIn(
  device: WaitingDevice,
  person: { readonly email: string; readonly secret: string },
  { at = NOW + 60, interaction = 'i1' } = {},
) {
  const pending = { ...pendingOf(interaction), device: { ...device, confirmed: true } };
  valueOf(await checkPassword(world.made, pending, { email: person.email, password: PASSWORD }, anonymous(at)));
  const proof = await passwordProof(world.made, pending, anonymous(at));
  if (proof === null) throw new Error('no proof');
  const code = generateSync({ secret: person.secret, epoch: at });
  return checkSecondFactor(world.made, pending, { code, proof }, anonymous(at));
}

describe('the code of a device', () => {
  test('is found as people type it, and begins a sign-in', async () => {
    const { record } = world.deviceThatShows('BCDF-GHJK');
    for (const typed of ['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk '])
      expect(await type(typed)).toEqual({ ok: true, value: `for-${record}` });
    expect(world.denied).toEqual([]);
  });

  test.each([['ZZZZ-ZZZZ'], [''], ['--'], ['BCDF-GHJ']])(
    'is not %j, and the denial does not say what was',
    async (typed) => {
      world.deviceThatShows('BCDF-GHJK');
      expect(await type(typed)).toMatchObject({ ok: false, refusal: { code: 'expired' } });
      expect(world.denied).toEqual([
        { action: 'sign-in.device-code', resource: 'unknown', code: 'unknown_code', policies: [] },
      ]);
    },
  );

  test('cannot be guessed: after twenty tries an address waits longer and longer, a right guess too', async () => {
    world.deviceThatShows('BCDF-GHJK');
    for (let tries = 0; tries < 20; tries += 1) expect(await type('ZZZZ-ZZZZ')).toMatchObject({ ok: false });
    expect(await type('BCDF-GHJK')).toMatchObject({ ok: false, refusal: { code: 'throttled', retryAfterSeconds: 10 } });
    expect(await type('BCDF-GHJK', NOW + 10)).toMatchObject({ ok: true });
  });

  test('is not slowed by those who typed theirs right', async () => {
    world.deviceThatShows('BCDF-GHJK');
    for (let times = 0; times < 50; times += 1) expect(await type('BCDF-GHJK')).toMatchObject({ ok: true });
  });
});

describe('letting a device in', () => {
  test('takes password and second factor, and gives it a sign-in of its own with one entry', async () => {
    const alice = await world.enrolled('alice');
    const device = world.deviceThatShows('BCDF-GHJK');
    expect(await letIn(device, alice)).toEqual({ ok: true, value: '/device/done' });
    const entry = world.directory.entries.at(-1);
    expect(entry).toMatchObject({
      action: 'sign-in.device',
      outcome: 'allowed',
      actor: { kind: 'person', id: alice.id },
      subject: alice.id,
      facts: { clientId: 'sallyport-cli', askedFrom: '203.0.113.7' },
    });
    const given = { personId: alice.id, signInId: entry?.signInId, authenticatedAt: NOW + 60 };
    expect(world.store.toldOf(device)).toMatchObject(given);
    expect(world.prepared).toMatchObject([given]);
    // The browser is handed nothing.
    expect(world.finished).toEqual([]);
  });

  test('happens once: the second person to try is told, and nobody is exchanged', async () => {
    const alice = await world.enrolled('alice');
    const bob = await world.enrolled('bob');
    const device = world.deviceThatShows('BCDF-GHJK');
    await letIn(device, alice);
    const entries = world.directory.entries.length;
    expect(await letIn(device, bob, { interaction: 'i2' })).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(world.store.toldOf(device)).toMatchObject({ personId: alice.id });
    expect(world.directory.entries).toHaveLength(entries);
    expect(world.denied.at(-1)).toMatchObject({ action: 'sign-in.second-factor', code: 'device-waiting' });
    expect(await type('BCDF-GHJK')).toMatchObject({ ok: false });
  });

  test('is over with its code, and for someone who was disabled in between', async () => {
    const alice = await world.enrolled('alice');
    const device = world.deviceThatShows('BCDF-GHJK');
    expect(await letIn(device, alice, { at: NOW + 600 })).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    valueOf(await disablePerson(world.means, causeAt(), alice.id));
    await expect(letIn(device, alice, { at: NOW + 90 })).rejects.toThrow();
    expect(world.store.toldOf(device)).toBe('waiting');
  });

  test('does not happen without its entry', async () => {
    const alice = await world.enrolled('alice');
    const device = world.deviceThatShows('BCDF-GHJK');
    world.store.failNext('not-written');
    await expect(letIn(device, alice)).rejects.toThrow('not written');
    expect(world.store.toldOf(device)).toBe('waiting');
  });
});

describe('refusing a device', () => {
  test('needs no sign-in, is final, and leaves an entry', async () => {
    const alice = await world.enrolled('alice');
    const device = world.deviceThatShows('BCDF-GHJK');
    expect(await refuse(device)).toMatchObject({ ok: true });
    expect(world.store.toldOf(device)).toBe('refused');
    expect(world.directory.entries.at(-1)).toMatchObject({
      action: 'sign-in.device',
      outcome: 'denied',
      actor: { kind: 'anonymous' },
      reasons: ['refused_by_person'],
      facts: { clientId: 'sallyport-cli', askedFrom: '203.0.113.7' },
    });
    expect(await letIn(device, alice)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await refuse(device)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });

  test('does not undo a sign-in', async () => {
    const alice = await world.enrolled('alice');
    const device = world.deviceThatShows('BCDF-GHJK');
    await letIn(device, alice);
    expect(await refuse(device)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(world.store.toldOf(device)).toMatchObject({ personId: alice.id });
  });

  test('cannot be used to flood the record', async () => {
    const devices = Array.from({ length: 21 }, (_, each) => world.deviceThatShows(`BCDF-GHJ${each}`));
    const answers = [];
    for (const device of devices) answers.push(await refuse(device));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    expect(answers.at(-1)).toMatchObject({ ok: false, refusal: { code: 'throttled' } });
  });
});
