import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TARGET, alice, bob, leaseOf, orders, startFakeVault } from './fake-vault.ts';
import type { FakeVault } from './fake-vault.ts';
import { clock } from '../support/oidc.ts';

jest.setTimeout(60_000);
let vault: FakeVault;
beforeEach(async () => {
  vault = await startFakeVault();
});
afterEach(() => vault.stop());

const waiting = { place: 1, grantId: 'grt_2', holder: alice, since: 1_800_000_000, turnUntil: null };
const mailer = {
  ...{ ...orders, id: 'tgt_2', name: 'Mailer', engine: 'iam-access-key', where: 'IAM user mailer' },
  ...{ lastRotation: null, nextRotationAt: null, plan: { ...orders.plan, schedule: null } },
};

describe('sallyport credentials', () => {
  test('lists each with who holds it, when it was and will be rotated, and whether it logs in', async () => {
    vault.state.credentials = [{ ...orders, held: [leaseOf(bob)], queue: [waiting] }, mailer];
    const { code, out, err } = await vault.run(['credentials']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/NAME .*ENGINE .*OWNER .*HELD BY .*ROTATED .*NEXT .*HEALTH/);
    expect(out).toMatch(/Orders, application .*Bob .*2027-01-.* .*2027-02-/);
    expect(out).toMatch(/Mailer .* - .*never .*by hand .*ok/);
  });

  test('follows the pages to their end, and says to programs what the API said', async () => {
    vault.state.credentials = [orders, mailer, { ...mailer, id: 'tgt_3' }];
    const { out } = await vault.run(['credentials', '--json']);
    expect(JSON.parse(out)).toEqual({ credentials: vault.state.credentials });
    expect(vault.did()).toHaveLength(3);
  });

  test.each([
    ['no value', { health: { state: 'none', at: null, fault: null } }],
    ['no login', { health: { ...orders.health, state: 'failed' } }],
    ['rotation fails', { failing: { since: 1, count: 2, code: 'ECONNREFUSED' } }],
    ['overdue', { overdue: true }],
    ['not known', { health: { ...orders.health, state: 'unknown' } }],
  ] as const)('health reads "%s"', async (words, differently) => {
    vault.state.credentials = [{ ...mailer, ...differently }];
    expect((await vault.run(['credentials'])).out).toContain(words);
  });

  test('shows one with all that is known of it', async () => {
    vault.state.credentials = [
      {
        ...orders,
        ...{ held: [{ ...leaseOf(bob, 'grt_9'), until: clock() + 7259 }], queue: [waiting] },
        owed: { why: 'reveal', since: 1_800_000_000, notBefore: 1_800_000_000 },
        failing: { since: 1_800_000_000, count: 1, code: '42501' },
        retiring: { since: 1_800_000_000, by: 1_800_086_400, code: '57P01' },
        health: { state: 'failed', at: 1_800_000_500, fault: { stage: 'tls', code: null, says: 'No certificate.' } },
      },
    ];
    const { code, out } = await vault.run(['credentials', 'orders']);
    expect(code).toBe(0);
    for (const words of [
      ...['postgresql, orders on orders.db.example.com:5432', TARGET, 'platform', 'No certificate.'],
      ...['held by', 'Bob, for 2 h', 'grt_9', '1. waits', 'Alice', 'because somebody saw it'],
      ...['once since', '(42501)', 'old value', '57P01', 'by its schedule, in 4 s'],
    ])
      expect(out).toContain(words);
  });

  test('shows one to programs by its id, its name, or a part of the name that only one has', async () => {
    vault.state.credentials = [orders, mailer, { ...mailer, id: 'tgt_3', name: 'Mailer 2' }];
    for (const given of [TARGET, 'Orders, application', 'ORDERS'])
      expect(JSON.parse((await vault.run(['credentials', given, '--json'])).out)).toEqual(orders);
    // Its whole name goes before a part of another's.
    expect((await vault.run(['credentials', 'mailer'])).out).toContain('tgt_2');
    const several = await vault.run(['credentials', 'mail']);
    expect([several.code, several.err]).toEqual([1, expect.stringContaining('Mailer 2  (tgt_3)')]);
    const none = await vault.run(['credentials', 'nobody', '--json']);
    expect(JSON.parse(none.err)).toMatchObject({ error: { code: 'no_such_credential' } });
  });

  test('says that there is none', async () => {
    vault.state.credentials = [];
    expect((await vault.run(['credentials'])).out).toBe('There is no vaulted credential that you may see.\n');
  });
});
