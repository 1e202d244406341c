import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { makeCertificates } from '../../local/servers/certificates.ts';
import type { Call } from '../../src/vault/engine.ts';
import { ldapEngine } from '../../src/vault/engines/ldap/ldap-engine.ts';
import { atServer } from '../support/vault/at-server.ts';
import { startLdapUnderTest } from '../support/vault/ldap-under-test.ts';
import type { LdapUnderTest } from '../support/vault/ldap-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

jest.setTimeout(120_000);

describe.each(['itself', 'administrator'] as const)('the password of an entry, changed by %s', (by) => {
  let ldap: LdapUnderTest;
  let current: string;

  beforeAll(async () => {
    ldap = await startLdapUnderTest(by);
  }, 300_000);
  afterAll(() => ldap.stop());
  beforeEach(async () => {
    current = await ldap.reset();
  });

  const at = (call?: Call) => atServer(ldap.address, ldap.administrator, call === undefined ? {} : { call });
  const next = () => ldapEngine.stage(at(), { current, labelled: [current] });
  const apply = (candidate: string, call?: Call) => ldapEngine.apply(at(call), { current, candidate });
  const retire = (kept: string, old: string) => ldapEngine.retire(at(), { current: kept, old, how: 'at-disuse' });
  const logIn = (...values: readonly string[]) => Promise.all(values.map(ldap.logsIn));

  test('the new one logs in, the old one no more, nothing else changes, and the server keeps a hash', async () => {
    const rest = await ldap.rest();
    const candidate = await next();
    expect(await ldapEngine.probe(at(), candidate)).toMatchObject({ login: 'dead', fault: { code: '49' } });
    expect(await retire(candidate, current)).toMatchObject({ retired: false, why: 'failed' });
    expect(await apply(candidate)).toEqual({ applied: true });
    expect(await ldapEngine.verify(at(), candidate)).toEqual({ verified: true });
    expect(await logIn(current, candidate)).toEqual([false, true]);
    expect(await retire(candidate, current)).toEqual({ retired: true });
    expect(await ldap.rest()).toBe(rest);
    const kept = await ldap.server.root((client) => client.search(ldap.address.dn, { attributes: ['userPassword'] }));
    expect(String(kept.searchEntries[0]?.['userPassword'])).toMatch(/^\{SSHA\}/);
    const log = await ldap.log();
    expect(log).toContain('PASSMOD');
    for (const secret of [current, candidate].flatMap(ldap.secretsOf)) expect(log).not.toContain(secret);
  });

  test('stopped at any call, one of both logs in, and the repetition makes it the new one, also with a history', async () => {
    const points = await stoppedAtEachCall({
      before: async () => {
        current = await ldap.reset();
        await ldap.policy('pwdInHistory', '5');
        return next();
      },
      act: (candidate, call) => apply(candidate, call),
      after: async (candidate) => {
        expect((await logIn(current, candidate)).filter(Boolean)).toHaveLength(1);
        expect(await apply(candidate)).toEqual({ applied: true });
        expect(await logIn(current, candidate)).toEqual([false, true]);
      },
    });
    expect(points).toBe(4);
  });

  test('two at once: the new one logs in', async () => {
    const candidate = await next();
    await Promise.all([apply(candidate), apply(candidate)]);
    expect(await apply(candidate)).toEqual({ applied: true });
    expect(await logIn(current, candidate)).toEqual([false, true]);
  });

  test('a password that the server’s rules refuse is said to be so, and the current one stays', async () => {
    await ldap.refuseByPolicy?.(true);
    const candidate = await next();
    expect(await apply(candidate)).toMatchObject({ refused: 'by-policy', fault: { stage: 'policy', code: '19' } });
    expect(await logIn(current, candidate)).toEqual([true, false]);
    await ldap.refuseByPolicy?.(false);
    expect(await apply(candidate)).toEqual({ applied: true });
  });

  test('a locked entry is not called dead, and no verb tries a wrong password twice', async () => {
    const wrong = await next();
    await ldap.policy('pwdLockout', 'TRUE');
    await ldap.policy('pwdMaxFailure', '2');
    await ldapEngine.probe(at(), wrong);
    expect(await ldapEngine.probe(at(), current)).toEqual({ login: 'alive' });
    await ldapEngine.probe(at(), wrong);
    await ldapEngine.probe(at(), wrong);
    const probed = await ldapEngine.probe(at(), current);
    expect(probed).toMatchObject({ login: 'unknown', fault: { says: expect.stringContaining('locked') } });
  });

  test('what stands in the way is named', async () => {
    const faultOf = async (change: Partial<LdapUnderTest['address']>, value = current) => {
      const probed = await ldapEngine.probe(atServer({ ...ldap.address, ...change }, null), value);
      return probed.login === 'unknown' ? [probed.fault.stage, probed.fault.code] : probed.login;
    };
    const other = await makeCertificates();
    expect(await faultOf({ host: 'no-such-host.invalid' })).toEqual(['name', expect.stringMatching(/ENOTFOUND|EAI/)]);
    expect(await faultOf({ port: 1 })).toEqual(['route', 'ECONNREFUSED']);
    expect(await faultOf({ ca: other.ca })).toEqual(['tls', expect.any(String)]);
    expect(await faultOf({ ca: null })).toEqual(['tls', expect.any(String)]);
    expect(await faultOf({ dn: 'uid=another,dc=example,dc=com' })).toEqual(['value', null]);
    expect(await faultOf({}, 'no JSON')).toEqual(['value', null]);
    expect(await faultOf({}, JSON.stringify({ username: ldap.address.dn, password: '' }))).toEqual(['value', null]);
    const back = await ldap.lose();
    expect(await faultOf({})).toEqual(['route', 'ECONNREFUSED']);
    expect(await apply(await next())).toMatchObject({ refused: 'unclear', fault: { stage: 'route' } });
    await back();
    expect(await faultOf({})).toBe('alive');
  });
});
