import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { comeBack } from '../support/oidc.ts';
import { startFakeVault } from './fake-vault.ts';
import type { FakeVault } from './fake-vault.ts';

jest.setTimeout(60_000);
let vault: FakeVault;
let password: string;
beforeEach(async () => {
  vault = await startFakeVault();
  password = randomBytes(18).toString('base64url');
});
afterEach(() => vault.stop());

const SET = 'PUT /credentials/ID/value';
const setValue = (input: string | undefined, ...more: string[]) =>
  vault.run(['credentials', 'set-value', 'orders', '--reason', 'Moved', ...more], input);
const value = () => JSON.stringify({ username: 'orders_app_a', password });

describe('sallyport credentials set-value', () => {
  test('reads a JSON object from standard input, and says what came of it', async () => {
    const { code, out, err } = await setValue(value());
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Orders, application has this value now, and it logs in.');
    expect(vault.state.calls.at(-1)).toMatchObject({
      does: SET,
      body: { reason: 'Moved', value: { username: 'orders_app_a', password } },
    });
    for (const elsewhere of [out, err, await vault.written()]) expect(elsewhere).not.toContain(password);
    expect(JSON.parse((await setValue(value(), '--json')).out)).toEqual(vault.state.set);
  });

  test('says what is wrong with it on the real target, and whether it was kept', async () => {
    const finding = {
      check: 'login',
      result: 'failed',
      says: 'The server refused it.',
      remedy: 'Look at 28P01.',
    } as const;
    vault.state.set = { ...vault.state.set, current: false, login: 'dead', findings: [finding] };
    const { code, out } = await setValue(value());
    expect(code).toBe(1);
    expect(out).toMatch(/keeps the value that it had.*\n.*✗ The server refused it\.\n.*Look at 28P01\./);
    vault.state.set = { ...vault.state.set, current: true, login: 'unknown' };
    expect((await setValue(value())).out).toContain('It is not lent before it logs in.');
  });

  test.each([
    ['half an object', (secret: string) => `{"username":"a","password":"${secret}`],
    ['the value alone', (secret: string) => secret],
    ['a JSON text', (secret: string) => JSON.stringify(secret)],
    ['a list', (secret: string) => JSON.stringify([secret])],
    ['a field that is no text', (secret: string) => JSON.stringify({ username: 'a', [secret]: 7 })],
    ['an object within', (secret: string) => JSON.stringify({ password: { is: secret } })],
    ['an empty text', (secret: string) => JSON.stringify({ [secret]: '' })],
    ['nothing', () => ''],
  ])('refuses %s on standard input without quoting it, and sends nothing', async (_what, text) => {
    for (const more of [[], ['--json']]) {
      const { code, out, err } = await setValue(text(password), ...more);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/standard input/i);
      expect(err).not.toContain(password);
    }
    expect(vault.did()).not.toContain(SET);
  });

  test('takes no value from the command line, and does not repeat one that was written there', async () => {
    for (const more of [[value()], [`--password=${password}`], [`--value=${password}`]]) {
      const { code, err } = await setValue('{}', ...more);
      expect(code).toBe(2);
      expect(err).not.toContain(password);
    }
    expect(vault.did()).not.toContain(SET);
  });

  test('a refusal is said without the value', async () => {
    vault.state.setRefused = [409, 'credential_in_use', 'Somebody holds the credential.'];
    const { code, err } = await setValue(value());
    expect([code, err]).toEqual([1, expect.stringContaining('Somebody holds the credential. (credential_in_use')]);
    expect(err).not.toContain(password);
  });

  test('signs the person in afresh where that is asked for, and sends the same value then', async () => {
    vault.state.asksForFresh = true;
    const args = ['credentials', 'set-value', 'orders', '--reason', 'Moved'];
    const running = vault.start(args, value());
    await running.said('to sign in:\n\\s+\\S+\n');
    await comeBack(running, vault);
    const { code, err } = await running.ended;
    expect(code).toBe(0);
    expect(err).not.toContain(password);
    const sent = vault.state.calls.filter(({ does }) => does === SET).map(({ body }) => body);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });
});
