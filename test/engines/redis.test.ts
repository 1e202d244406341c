import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { makeCertificates } from '../../local/servers/certificates.ts';
import type { Call } from '../../src/vault/engine.ts';
import { redisEngine } from '../../src/vault/engines/redis/redis-engine.ts';
import { atServer } from '../support/vault/at-server.ts';
import { startRedisUnderTest } from '../support/vault/redis-under-test.ts';
import type { RedisUnderTest } from '../support/vault/redis-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

jest.setTimeout(60_000);
let redis: RedisUnderTest;
let current: string;

beforeAll(async () => {
  redis = await startRedisUnderTest();
}, 300_000);
afterAll(() => redis.stop());
beforeEach(async () => {
  current = await redis.reset();
});

const at = (call?: Call) => atServer(redis.address, redis.administrator, call === undefined ? {} : { call });
const next = () => redisEngine.stage(at(), { current, labelled: [current] });
const apply = (candidate: string, call?: Call) => redisEngine.apply(at(call), { current, candidate });
const retire = (kept: string, old: string, how: 'at-disuse' | 'now', call?: Call) =>
  redisEngine.retire(at(call), { current: kept, old, how });
const logIn = (...values: readonly string[]) => Promise.all(values.map(redis.logsIn));
const acl = (...words: readonly string[]) => redis.server.root('ACL', ...words);
const passwords = async () => ((await acl('GETUSER', 'orders')) as unknown[])[3];

describe('a user has the old and the new password at once', () => {
  test('until the old one is retired; nothing else of the user and no other user changes', async () => {
    const rest = await redis.rest();
    const candidate = await next();
    expect(JSON.parse(candidate)).toMatchObject({ engine: 'redis', username: 'orders', host: '127.0.0.1' });
    expect(await redisEngine.probe(at(), candidate)).toMatchObject({ login: 'dead' });
    expect(await apply(candidate)).toEqual({ applied: true });
    expect(await redisEngine.verify(at(), candidate)).toEqual({ verified: true });
    expect(await logIn(current, candidate)).toEqual([true, true]);
    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: false, why: 'cannot-tell' });
    expect(await logIn(current, candidate)).toEqual([true, true]);
    expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
    expect(await logIn(current, candidate)).toEqual([false, true]);
    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: true });
    expect(await redis.rest()).toBe(rest);
  });

  test('no password is in a command that sets one, nor in a log', async () => {
    const candidate = await next();
    await apply(candidate);
    await retire(candidate, current, 'now');
    const log = await redis.log();
    expect(log).toContain('SETUSER');
    for (const secret of [current, candidate].flatMap(redis.secretsOf)) expect(log).not.toContain(secret);
  });

  test('retired now, every connection of the user is ended, and none of another', async () => {
    const candidate = await next();
    await apply(candidate);
    const session = await redis.open?.(current);
    const somebody = await redis.open?.(JSON.stringify({ username: 'somebody', password: 'somebodys-Password' }));
    expect([await session?.works(), await somebody?.works()]).toEqual([true, true]);
    await retire(candidate, current, 'now');
    expect([await session?.works(), await somebody?.works()]).toEqual([false, true]);
    await Promise.all([session?.close(), somebody?.close()]);
  });

  test('a user with the right to do so changes itself', async () => {
    await acl('SETUSER', 'orders', '+acl|getuser', '+acl|setuser', '+acl|save', '+client|kill');
    const self = atServer({ ...redis.address, administrator: null }, null);
    const candidate = await next();
    expect(await redisEngine.apply(self, { current, candidate })).toEqual({ applied: true });
    expect(await redisEngine.retire(self, { current: candidate, old: current, how: 'now' })).toEqual({ retired: true });
    expect(await logIn(current, candidate)).toEqual([false, true]);
  });

  test('the new password outlives the server', async () => {
    const candidate = await next();
    await apply(candidate);
    const back = await redis.server.lose();
    expect(await redisEngine.probe(at(), candidate)).toMatchObject({
      login: 'unknown',
      fault: { stage: 'route', code: 'ECONNREFUSED' },
    });
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'route' } });
    await back();
    expect(await logIn(current, candidate)).toEqual([true, true]);
  });

  test('also where users are in the configuration file', async () => {
    const other = await startRedisUnderTest('configuration-file');
    try {
      const first = await other.reset();
      const where = atServer(other.address, other.administrator);
      const candidate = await redisEngine.stage(where, { current: first, labelled: [first] });
      expect(await redisEngine.apply(where, { current: first, candidate })).toEqual({ applied: true });
      await (
        await other.server.lose()
      )();
      expect(await other.logsIn(candidate)).toBe(true);
      const wrong = atServer({ ...other.address, persist: 'acl-file' }, other.administrator);
      expect(await redisEngine.apply(wrong, { current: first, candidate })).toMatchObject({
        refused: 'unclear',
        fault: { code: 'ERR', says: expect.stringContaining('ACL SAVE') },
      });
    } finally {
      await other.stop();
    }
  });
});

describe('stopped at any call', () => {
  test('of apply: the current password is good, and the repetition makes the new one good, also over a restart', async () => {
    const points = await stoppedAtEachCall({
      before: async () => {
        current = await redis.reset();
        return next();
      },
      act: (candidate, call) => apply(candidate, call),
      after: async (candidate) => {
        expect(await redis.logsIn(current)).toBe(true);
        expect(await apply(candidate)).toEqual({ applied: true });
        await (
          await redis.server.lose()
        )();
        expect(await logIn(current, candidate)).toEqual([true, true]);
        expect(await passwords()).toHaveLength(2);
      },
    });
    expect(points).toBe(10);
  });

  test('of retire: the new password is good, and the repetition retires the old one, also over a restart', async () => {
    const points = await stoppedAtEachCall({
      before: async () => {
        current = await redis.reset();
        const candidate = await next();
        await apply(candidate);
        return candidate;
      },
      act: (candidate, call) => retire(candidate, current, 'now', call),
      after: async (candidate) => {
        expect(await redis.logsIn(candidate)).toBe(true);
        expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
        await (
          await redis.server.lose()
        )();
        expect(await logIn(current, candidate)).toEqual([false, true]);
      },
    });
    expect(points).toBe(16);
  });

  test('two at once do what one does', async () => {
    const candidate = await next();
    expect(await Promise.all([apply(candidate), apply(candidate)])).toEqual([{ applied: true }, { applied: true }]);
    expect(await passwords()).toHaveLength(2);
  });
});

describe('what stands in the way is named', () => {
  const faultOf = async (change: Partial<RedisUnderTest['address']>, value = current) => {
    const probed = await redisEngine.probe(atServer({ ...redis.address, ...change }, null), value);
    return probed.login === 'unknown' ? [probed.fault.stage, probed.fault.code] : probed.login;
  };

  test('name, route, certificate, value', async () => {
    const other = await makeCertificates();
    expect(await faultOf({ host: 'no-such-host.invalid' })).toEqual(['name', expect.stringMatching(/ENOTFOUND|EAI/)]);
    expect(await faultOf({ port: 1 })).toEqual(['route', 'ECONNREFUSED']);
    expect(await faultOf({ ca: other.ca })).toEqual(['tls', expect.any(String)]);
    expect(await faultOf({ ca: null })).toEqual(['tls', expect.any(String)]);
    expect(await faultOf({ user: 'somebody' })).toEqual(['value', null]);
    expect(await faultOf({}, 'no JSON')).toEqual(['value', null]);
    expect(await faultOf({})).toBe('alive');
  });

  test('a certificate that is made for another name', async () => {
    const { ca, certificate: cert, key } = await makeCertificates({ names: ['db.example.com'] });
    const server = createTlsServer({ cert, key }, (socket) => socket.on('error', () => undefined));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await faultOf({ ca, port })).toEqual(['tls', 'ERR_TLS_CERT_ALTNAME_INVALID']);
    server.close();
  });

  test('a server that speaks no TLS gets no password', async () => {
    let heard = '';
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        heard += bytes.toString('latin1');
        socket.end('-ERR unknown command\r\n');
      });
    });
    await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
    const { port } = plain.address() as AddressInfo;
    expect(await faultOf({ port })).toEqual(['tls', expect.any(String)]);
    for (const secret of redis.secretsOf(current)) expect(heard).not.toContain(secret);
    plain.close();
  });

  test('a user that any password logs in is not alive, and is left as it is', async () => {
    const candidate = await next();
    await acl('SETUSER', 'orders', 'nopass');
    expect(await faultOf({})).toEqual(['rights', null]);
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'rights' } });
    expect(await redisEngine.verify(at(), candidate)).toMatchObject({ verified: false, fault: { stage: 'rights' } });
    expect(await passwords()).toEqual([]);
  });

  test('a user that is off or gone is not made anew', async () => {
    const candidate = await next();
    await acl('SETUSER', 'orders', 'off');
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'rights' } });
    await acl('DELUSER', 'orders');
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'rights' } });
    expect(await acl('GETUSER', 'orders')).toBeNull();
  });

  test('an administrator without the right, or with a wrong password', async () => {
    const candidate = await next();
    await acl('SETUSER', 'sallyport', '-acl|setuser');
    expect(await apply(candidate)).toMatchObject({
      refused: 'unclear',
      fault: { stage: 'rights', code: 'NOPERM' },
    });
    await acl('SETUSER', 'sallyport', 'resetpass', '>other');
    const fault = { stage: 'authentication', code: 'WRONGPASS' };
    const refused = await apply(candidate);
    expect(refused).toMatchObject({ refused: 'unclear', fault });
    for (const secret of redis.secretsOf(redis.administrator ?? ''))
      expect(JSON.stringify(refused)).not.toContain(secret);
  });

  test('the old password is not removed while the current one is not good, nor one that is the current one', async () => {
    const candidate = await next();
    expect(await retire(candidate, current, 'now')).toMatchObject({
      why: 'failed',
      fault: { stage: 'authentication' },
    });
    expect(await retire(current, current, 'now')).toMatchObject({ why: 'failed', fault: { stage: 'value' } });
    expect(await redis.logsIn(current)).toBe(true);
  });
});
