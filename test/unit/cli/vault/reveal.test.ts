import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { comeBack } from '../support/oidc.ts';
import { bob, leaseOf, placeOf, alice, startFakeVault } from './fake-vault.ts';
import type { FakeVault } from './fake-vault.ts';

jest.setTimeout(60_000);
let vault: FakeVault;
let password: string;
beforeEach(async () => {
  vault = await startFakeVault();
  password = randomBytes(18).toString('base64url');
  vault.state.value = { username: 'orders_app_a', password };
});
afterEach(() => vault.stop());

const WHY = ['--reason', 'Ticket 4711'];
const REVEAL = 'POST /grants/GRANT/reveal';

describe('sallyport secret reveal', () => {
  test('checks out, has the value encrypted to a key of its own, and prints it on standard output alone', async () => {
    const { code, out, err } = await vault.run(['secret', 'reveal', 'orders', ...WHY]);
    expect([code, out]).toEqual([0, `username: orders_app_a\npassword: ${password}\n`]);
    expect(err).toContain('sallyport check-in');
    expect(vault.did()).toEqual(['GET /grants', 'POST /grants/GRANT/lease', REVEAL]);
    expect(vault.state.calls.at(-1)?.body).toEqual({
      reason: 'Ticket 4711',
      publicKey: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    });
    // Neither on the way, nor on standard error, nor in a file.
    expect(vault.state.wire.join('\n')).toContain('"jwe"');
    for (const elsewhere of [vault.state.wire.join('\n'), err, await vault.written()])
      expect(elsewhere).not.toContain(password);
  });

  test('makes another key for each call', async () => {
    await vault.run(['secret', 'reveal', ...WHY]);
    await vault.run(['secret', 'reveal', ...WHY]);
    const keys = vault.state.calls.filter(({ does }) => does === REVEAL).map(({ body }) => JSON.stringify(body));
    expect(new Set(keys).size).toBe(2);
  });

  test('--field prints one field without its name; --json an object', async () => {
    const only = await vault.run(['secret', 'reveal', ...WHY, '--field', 'password']);
    expect(only.out).toBe(`${password}\n`);
    const json = await vault.run(['secret', 'reveal', ...WHY, '--field', 'password', '--json']);
    expect(JSON.parse(json.out)).toEqual({ password });
    const all = await vault.run(['secret', 'reveal', ...WHY, '--json']);
    expect(JSON.parse(all.out)).toEqual(vault.state.value);
  });

  test('of a field that there is none of names the others, shows none, and still gives it back', async () => {
    const { code, out, err } = await vault.run(['secret', 'reveal', ...WHY, '--field', 'pasword', '--check-in']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('no field "pasword"; it has username, password.');
    expect(err).toContain('counts as seen');
    expect(err).not.toContain(password);
    expect(vault.did().at(-1)).toBe('DELETE /grants/GRANT/lease');
  });

  test('--check-in gives it back at once, and says that it is rotated', async () => {
    vault.state.checkedIn = { ...vault.state.checkedIn, rotation: 'owed' };
    const { err } = await vault.run(['secret', 'reveal', ...WHY, '--check-in']);
    expect(err).toBe('Given back. It is rotated before anybody gets it again.\n');
  });

  test('waits for its turn first, or comes back with --no-wait and has seen nothing', async () => {
    vault.state.checkOuts = [placeOf([], { held: [bob] }), leaseOf(alice)];
    const { code, err } = await vault.run(['secret', 'reveal', ...WHY]);
    expect([code, err]).toEqual([0, expect.stringContaining('Waiting: you are the next (Bob holds it).')]);
    vault.state.checkOuts = [placeOf([])];
    expect((await vault.run(['secret', 'reveal', ...WHY, '--no-wait'])).code).toBe(1);
    expect(vault.did().filter((each) => each === REVEAL)).toHaveLength(1);
  });

  test('signs the person in afresh where that is asked for, and then goes on', async () => {
    vault.state.asksForFresh = true;
    const running = vault.start(['secret', 'reveal', ...WHY, '--field', 'password']);
    await running.said('to sign in:\n\\s+\\S+\n');
    await comeBack(running, vault);
    const { code, out, err } = await running.ended;
    expect([code, out]).toEqual([0, `${password}\n`]);
    expect(err).toContain('fresh sign-in with both factors');
    expect(vault.state.calls.filter(({ does }) => does === REVEAL).map(({ token }) => token)).toEqual([
      'access-0',
      'access-1',
    ]);
  });

  test.each([
    ['already_revealed', 'This value was shown under this lease already. Check in, let it be rotated.'],
    ['lease_needed', 'Check the credential out first.'],
    ['not_revealable', 'No person sees this credential.'],
  ])('%s is said in words, and how the lease is given back', async (code, says) => {
    vault.state.revealRefused = [409, code, says];
    const ran = await vault.run(['secret', 'reveal', ...WHY]);
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toContain(`${says} (${code}`);
    expect(ran.err).toContain('`sallyport check-in` gives it back');
    const json = await vault.run(['secret', 'reveal', ...WHY, '--json']);
    expect(JSON.parse(json.err.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code, detail: says } });
  });

  test('asks for a reason before anything else', async () => {
    expect((await vault.run(['secret', 'reveal', 'orders'])).code).toBe(2);
    expect(vault.did()).toEqual([]);
  });
});
