import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { until } from '../../../../local/headless/until.ts';
import { bob, leaseOf, orders, startFakeVault } from './fake-vault.ts';
import type { FakeVault } from './fake-vault.ts';

jest.setTimeout(60_000);
let vault: FakeVault;
beforeEach(async () => {
  vault = await startFakeVault();
});
afterEach(() => vault.stop());

const keep = (verb: string, ...more: string[]) =>
  vault.run(['credentials', verb, 'orders', '--reason', 'Leaver', ...more]);
const read = 'GET /credentials/ID';
const at = 1_800_000_900;
const owed = { why: 'on-demand', since: at, notBefore: at } as const;
const rotated = { lastRotation: { at, why: 'on-demand', seconds: 3 } } as const;

describe('sallyport credentials rotate', () => {
  test('asks for it, and waits until it is finished', async () => {
    vault.state.reads = [
      { owed },
      { underWay: { why: 'on-demand', since: at } },
      // Another one was under way when it was asked for.
      { owed, ...rotated },
      { underWay: { why: 'on-demand', since: at }, ...rotated },
      rotated,
    ];
    const { code, out } = await keep('rotate');
    expect([code, out]).toEqual([0, expect.stringContaining('because somebody asked, in 3 s')]);
    expect(vault.did().filter((each) => each === read)).toHaveLength(5);
    expect(vault.state.calls.find(({ does }) => does.endsWith('/rotate'))?.body).toEqual({
      ...{ reason: 'Leaver', retire: 'at-disuse' },
    });
  });

  test('--now ends the old value without grace; --no-wait comes back', async () => {
    const { code, out } = await keep('rotate', '--now', '--no-wait');
    expect([code, out]).toEqual([0, expect.stringContaining('owed')]);
    expect(vault.state.calls.at(-1)).toMatchObject({ body: { retire: 'now' } });
    expect(vault.did()).not.toContain(read);
  });

  test('says that one fails, and that what logged in before still does', async () => {
    vault.state.reads = [{ owed }, { owed, failing: { since: at, count: 1, code: '42501' } }];
    const { code, err } = await keep('rotate');
    expect([code, err]).toEqual([1, expect.stringMatching(/failed \(42501\).*still does/)]);
    vault.state.reads = [{ owed, failing: { since: at, count: 1, code: '42501' } }];
    const json = await keep('rotate', '--json');
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'rotation_failed' } });
  });

  test('failures from before it was asked for are not its own; new ones are', async () => {
    const before = { since: at - 9, count: 3, code: '42501' };
    vault.state.credentials = [{ ...orders, failing: before }];
    vault.state.reads = [{ owed, failing: before }, { ...rotated }];
    expect((await keep('rotate')).code).toBe(0);
    vault.state.reads = [{ owed, failing: { ...before, since: at, count: 1 } }];
    expect((await keep('rotate')).code).toBe(1);
  });

  test('Ctrl-C stops waiting, not the rotation', async () => {
    vault.state.reads = [{ owed, held: [leaseOf(bob)] }];
    const waits = vault.start(['credentials', 'rotate', 'orders', '--reason', 'Leaver']);
    await until(() => Promise.resolve(vault.did().includes(read) ? true : undefined), {
      ...{ what: 'a reading', withinSeconds: 30 },
    });
    waits.child.kill('SIGINT');
    expect(await waits.ended).toMatchObject({ code: 130, err: expect.stringContaining('the rotation goes on') });
  });
});

describe('sallyport credentials reconcile', () => {
  test('says what is odd and what was repaired; what failed is an exit code of its own', async () => {
    const ok = { check: 'current', result: 'ok', says: 'The current value logs in.', remedy: null } as const;
    vault.state.reconciled = { ...vault.state.reconciled, findings: [ok], repaired: ['AWSPENDING was taken away'] };
    const { code, out } = await keep('reconcile', '--repair');
    expect([code, out]).toEqual([0, '  ✓ The current value logs in.\nrepaired AWSPENDING was taken away\n']);
    expect(vault.state.calls.at(-1)?.body).toEqual({ reason: 'Leaver', repair: true });
    vault.state.reconciled = { ...vault.state.reconciled, findings: [{ ...ok, result: 'failed' }], repaired: [] };
    expect((await keep('reconcile')).code).toBe(1);
    expect(vault.state.calls.at(-1)?.body).toEqual({ reason: 'Leaver', repair: false });
  });
});

describe('sallyport credentials check-in', () => {
  test('takes it from everybody, or from one grant', async () => {
    const { code, out } = await keep('check-in');
    expect([code, out]).toEqual([0, expect.stringContaining('Orders, application')]);
    expect(vault.state.calls.at(-1)?.body).toEqual({ reason: 'Leaver' });
    await keep('check-in', '--grant', 'grt_9');
    expect(vault.state.calls.at(-1)?.body).toEqual({ reason: 'Leaver', grantId: 'grt_9' });
  });

  test('asks for a reason, as everything does that keeps a credential', async () => {
    for (const verb of ['check-in', 'reconcile', 'rotate', 'set-value'])
      expect((await vault.run(['credentials', verb, 'orders'])).code).toBe(2);
    expect(vault.did()).toEqual([]);
  });
});
