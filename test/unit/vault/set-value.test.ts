import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkOutCredential } from '../../../src/vault/check-out.ts';
import { ownSecret } from '../../../src/vault/secret-of.ts';
import { setValue } from '../../../src/vault/set-value.ts';
import { aCause } from '../../support/access.ts';
import { vault } from '../../support/vault/scene.ts';
import type { Vault } from '../../support/vault/scene.ts';

const PASSWORD = 'typed-by-hand-7';
const VALUE = { username: 'reports', password: PASSWORD };
let it: Vault;
beforeEach(() => {
  it = vault();
});
const set = () =>
  setValue(it.means, it.target, { value: VALUE, reason: 'It was changed on the server' }, aCause({ at: it.says.now }));
const finding = (check: string, result: 'ok' | 'failed' | 'unknown') => ({
  check,
  result,
  says: `${check}: ${result}`,
  remedy: null,
});
const keeperSays = (login: 'alive' | 'dead' | 'unknown', ...findings: ReturnType<typeof finding>[]) => {
  it.says.keeper = { 'try-version': { login, findings } };
};
const current = () => [...it.versions].find(([, { stages }]) => stages.includes('AWSCURRENT'))?.[0];
const pending = () => [...it.versions].filter(([, { stages }]) => stages.includes('AWSPENDING'));

describe('the first value', () => {
  beforeEach(() => {
    it.withoutValue();
  });

  test('makes the secret, becomes current, is tried, and is rotated by its plan from then on', async () => {
    keeperSays('alive', finding('authentication', 'ok'));
    expect(await set()).toMatchObject({ ok: true, value: { current: true, login: 'alive', versionId: 'token-1' } });
    const secret = ownSecret(it.target.id);
    expect(it.saw).toEqual([
      ...['entry credential.set-value', `make ${secret}`, 'put token-1 AWSCURRENT', 'entry credential.value-tried'],
      `schedule ${secret}`,
    ]);
    expect(it.state()).toMatchObject({ attempt: null, health: { state: 'ok' } });
  });

  test.each(['dead', 'unknown'] as const)('that is %s is kept, and not lent before it logs in', async (login) => {
    keeperSays(login, finding('tls', login === 'dead' ? 'failed' : 'unknown'));
    expect(await set()).toMatchObject({ value: { current: true, login, findings: [{ check: 'tls' }] } });
    expect(it.state()).toMatchObject({ attempt: null, health: { state: 'failed', fault: { stage: 'tls' } } });
    expect(it.saw.filter((each) => each.startsWith('move'))).toEqual([]);
    const out = await checkOutCredential(it.means, it.grant().id, aCause({ at: it.says.now }));
    expect(out).toMatchObject({ ok: false, refusal: { code: 'credential_unusable' } });
    expect(it.saw.some((each) => each.startsWith('schedule'))).toBe(false);
  });

  test('of an imported secret that is not there is refused in words', async () => {
    it = vault({ importedSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf' });
    it.withoutValue();
    expect(await set()).toMatchObject({ ok: false, refusal: { code: 'target_unusable' } });
    expect(it.state().attempt).toBeNull();
  });
});

/** Whoever stores it dies before or after one of its calls to Secrets Manager. */
function dieAt(call: number, when: 'before' | 'after') {
  const { secrets } = it.means;
  let calls = 0;
  for (const name of ['make', 'put', 'moveLabel'] as const) {
    const does = secrets[name].bind(secrets) as (...of: unknown[]) => Promise<unknown>;
    secrets[name] = (async (...of: unknown[]) => {
      calls += 1;
      if (calls === call && when === 'before') throw new Error('died');
      const done = await does(...of);
      if (calls === call) throw new Error('died');
      return done;
    }) as never;
  }
}
const deaths = [1, 2, 3].flatMap((call) => (['before', 'after'] as const).map((when) => [when, call] as const));

describe('whoever sets a value and dies', () => {
  test.each(deaths.filter(([, call]) => call < 3))(
    '%s call %i leaves a first value unlent until a heartbeat saw it',
    async (when, call) => {
      it.withoutValue();
      keeperSays('alive');
      dieAt(call, when);
      await expect(set()).rejects.toThrow('died');
      expect(it.state()).toMatchObject({ attempt: null, health: { state: 'failed', nextAt: it.says.now + 90 } });
    },
  );

  test.each(deaths)(
    '%s call %i leaves what logs in under a label, and an attempt to be reconciled',
    async (when, call) => {
      keeperSays('alive');
      dieAt(call, when);
      await expect(set()).rejects.toThrow('died');
      expect(['v1', 'token-1']).toContain(current());
      expect(it.state().attempt).toMatchObject({ token: 'token-1', run: { until: it.says.now + 90 } });
    },
  );
});

describe('another value', () => {
  test('is a candidate until it logs in, and then current', async () => {
    keeperSays('alive');
    expect(await set()).toMatchObject({ value: { current: true } });
    expect(it.saw.slice(1, 4)).toEqual([
      ...['put token-1 AWSPENDING', 'move AWSCURRENT v1 token-1', 'move AWSPENDING token-1 null'],
    ]);
    expect([current(), pending()]).toEqual(['token-1', []]);
  });

  test.each(['dead', 'unknown'] as const)('that is %s changes nothing', async (login) => {
    keeperSays(login, finding('authentication', 'failed'));
    const before = it.state().health;
    expect(await set()).toMatchObject({ value: { current: false, login } });
    expect([current(), pending(), it.state().health, it.state().attempt]).toEqual(['v1', [], before, null]);
  });

  test('that logs in but lacks rights changes nothing either', async () => {
    keeperSays('alive', finding('rights', 'failed'));
    expect(await set()).toMatchObject({ value: { current: false, findings: [{ check: 'rights' }] } });
    expect(current()).toBe('v1');
  });

  test('changes nothing when nobody could try it, and says so', async () => {
    expect(await set()).toMatchObject({
      value: { current: false, login: 'unknown', findings: [{ check: 'keeper', result: 'unknown' }] },
    });
    expect([current(), pending(), it.state().attempt]).toEqual(['v1', [], null]);
    expect(it.faults).toHaveLength(1);
  });

  test('stands in nobody else’s way: while it is tried, no lease begins and no rotation', async () => {
    let seen = it.state();
    const ask = it.means.keeper.ask.bind(it.means.keeper);
    it.means.keeper.ask = (network, order) => {
      seen = it.state();
      return ask(network, order);
    };
    keeperSays('alive');
    await set();
    expect(seen.attempt).toMatchObject({ token: 'token-1', run: { step: 'set-value' } });
  });
});

test('a candidate that an attempt left behind, and that the target refuses, makes room', async () => {
  it.versions.set('v2', { value: '{}', stages: ['AWSPENDING'] });
  const attempt = { token: 'v2', why: 'schedule', retire: 'now', fence: 1, startedAt: it.says.now, run: null } as const;
  it.keep({ ...it.state(), attempt });
  const login = (id: string) => (id === 'v2' ? 'dead' : 'alive');
  it.means.keeper.ask = ((_network: unknown, order: { versionId: string }) =>
    Promise.resolve({ login: login(order.versionId), findings: [] })) as never;
  expect(await set()).toMatchObject({ ok: true, value: { current: true } });
  expect([current(), pending(), it.state().attempt]).toEqual(['token-1', [], null]);
  expect(it.entries[0]).toMatchObject({ action: 'credential.set-value', facts: { discarded: 'v2' } });
});

describe('no value is set', () => {
  test('under a lease', async () => {
    await checkOutCredential(it.means, it.grant().id, aCause({ at: it.says.now }));
    expect(await set()).toMatchObject({ ok: false, refusal: { code: 'credential_in_use' } });
  });

  test('while the credential is being rotated', async () => {
    const attempt = {
      token: 't',
      why: 'schedule',
      retire: 'now',
      fence: 1,
      startedAt: it.says.now,
      run: null,
    } as const;
    it.keep({ ...it.state(), attempt: { ...attempt, run: { id: 'r', step: 'setSecret', until: it.says.now + 1 } } });
    keeperSays('dead');
    expect(await set()).toMatchObject({ ok: false, refusal: { code: 'rotation_under_way' } });
  });

  test.each(['alive', 'unknown'] as const)('in the place of a candidate that is %s', async (login) => {
    it.versions.set('v2', { value: '{}', stages: ['AWSPENDING'] });
    keeperSays(login);
    expect(await set()).toMatchObject({ ok: false, refusal: { code: 'rotation_under_way' } });
    expect([pending().map(([id]) => id), it.state().attempt]).toEqual([['v2'], null]);
  });

  test('without its entry', async () => {
    it.says.entryRefused = true;
    expect(await set()).toMatchObject({ ok: false, refusal: { code: 'cannot_record' } });
    expect(it.saw).toEqual([]);
  });
});

test('the value is in no entry, order, state or reply', async () => {
  keeperSays('alive');
  expect(JSON.stringify([await set(), it.entries, it.orders, it.state(), it.saw])).not.toContain(PASSWORD);
});
