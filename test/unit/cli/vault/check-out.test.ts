import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { alice, bob, carol, leaseOf, placeOf, startFakeVault } from './fake-vault.ts';
import type { FakeVault } from './fake-vault.ts';

jest.setTimeout(60_000);
let vault: FakeVault;
beforeEach(async () => {
  vault = await startFakeVault();
});
afterEach(() => vault.stop());

const LEASE = 'POST /grants/GRANT/lease';
const LEAVE = 'DELETE /grants/GRANT/lease';

describe('sallyport check-out', () => {
  test('says until when one holds it', async () => {
    const { code, out, err } = await vault.run(['check-out', 'orders']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^You hold it until \d{4}-.*renews it\.\n$/);
    const lease = leaseOf(alice);
    vault.state.checkOuts = [lease];
    expect(JSON.parse((await vault.run(['check-out', '--json'])).out)).toEqual(lease);
  });

  test('waits in the queue, and says who is before one whenever that changes', async () => {
    vault.state.checkOuts = [
      placeOf([carol]),
      placeOf([carol]),
      placeOf([]),
      placeOf([], { held: [], rotation: 'under-way' }),
      leaseOf(alice),
    ];
    const { code, out, err } = await vault.run(['check-out', 'orders']);
    expect([code, out]).toEqual([0, expect.stringContaining('You hold it until')]);
    expect(err.trim().split('\n')).toEqual([
      'Waiting: 1 before you: Carol (Bob holds it). Ctrl-C leaves the queue.',
      'Waiting: you are the next (Bob holds it). Ctrl-C leaves the queue.',
      'Waiting: you are the next (it is being rotated). Ctrl-C leaves the queue.',
    ]);
    expect(vault.did().filter((each) => each === LEASE)).toHaveLength(5);
  });

  test('Ctrl-C leaves the queue', async () => {
    vault.state.checkOuts = [placeOf([])];
    vault.state.checkedIn = { ...vault.state.checkedIn, had: 'place' };
    const waits = vault.start(['check-out', 'orders']);
    await waits.said('Waiting');
    waits.child.kill('SIGINT');
    const { code, out, err } = await waits.ended;
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('you have left the queue');
    expect(vault.did().at(-1)).toBe(LEAVE);
  });

  test('says so where Sallyport could not be told that one leaves', async () => {
    vault.state.checkOuts = [placeOf([])];
    const waits = vault.start(['check-out', 'orders', '--json']);
    await waits.said('Waiting');
    await vault.stop();
    waits.child.kill('SIGINT');
    const { code, err } = await waits.ended;
    expect([code, err]).toEqual([130, expect.stringContaining('could not be told')]);
    vault = await startFakeVault();
  });

  test('keeps its place while the network is gone for a moment', async () => {
    vault.state.checkOuts = [placeOf([]), 'cut', [503, 'unavailable', 'Not now.'], leaseOf(alice)];
    const { code, err } = await vault.run(['check-out', 'orders']);
    expect(code).toBe(0);
    expect(err.match(/Trying on/g)).toHaveLength(1);
    expect(err).toContain('can be reached again');
    expect(vault.did()).not.toContain(LEAVE);
  });

  test('--no-wait comes back with the place', async () => {
    vault.state.checkOuts = [placeOf([carol, bob], { held: [], rotation: null })];
    const { code, err } = await vault.run(['check-out', 'orders', '--no-wait']);
    expect(code).toBe(1);
    expect(err).toMatch(/2 before you: Carol, Bob .*two minutes.*sallyport check-in/);
    expect(vault.did().filter((each) => each === LEASE)).toHaveLength(1);
    const { err: json } = await vault.run(['check-out', 'orders', '--no-wait', '--json']);
    expect(JSON.parse(json)).toMatchObject({ error: { code: 'waiting' } });
  });

  test('is said why not, in words of Sallyport', async () => {
    vault.state.checkOuts = [[409, 'credential_unusable', 'It was refused when it was last tried.']];
    const { code, err } = await vault.run(['check-out', 'orders']);
    expect([code, err]).toEqual([1, expect.stringContaining('refused when it was last tried. (credential_unusable')]);
  });

  test('without a name means the only grant of a credential, whatever else one holds', async () => {
    vault.state.kinds = ['credential', 'aws-role'];
    expect((await vault.run(['check-out'])).code).toBe(0);
    vault.state.kinds = ['aws-role'];
    const none = await vault.run(['check-out']);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('no grant of a vaulted credential')]);
  });
});

describe('sallyport check-in', () => {
  test.each([
    ['lease', null, 'You have given it back.\n'],
    ['lease', 'owed', 'You have given it back.\nIt is rotated before anybody gets it again.\n'],
    ['lease', 'under-way', 'You have given it back.\nIt is being rotated.\n'],
    ['place', null, 'You have left the queue.\n'],
    ['nothing', null, 'You did not hold it.\n'],
  ] as const)('of a %s, with a rotation that is %s', async (had, rotation, says) => {
    vault.state.checkedIn = { ...vault.state.checkedIn, had, rotation };
    const { code, out } = await vault.run(['check-in']);
    expect([code, out]).toEqual([0, says]);
    expect(JSON.parse((await vault.run(['check-in', 'orders', '--json'])).out)).toEqual(vault.state.checkedIn);
  });
});
