import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { engineAddress } from '../../src/kernel/engine-address.ts';
import { httpEngineWithin } from '../../src/vault/engines/http/http-engine.ts';
import { at as atAddress } from '../support/vault/at.ts';
import { startHttpService } from '../support/vault/https-target.ts';
import type { HttpService, HttpTrouble } from '../support/vault/https-target.ts';

const engine = httpEngineWithin({ connect: 1000, answer: 500 });
let service: HttpService;

const basic = { authorization: 'Basic {{candidate.basic}}' };
const sentAddress = (more: object = {}) =>
  engineAddress.parse({
    engine: 'http',
    baseUrl: service.baseUrl,
    ca: service.ca,
    made: { by: 'sent' },
    apply: {
      method: 'PUT',
      path: '/account/password',
      headers: { authorization: 'Basic {{current.basic}}' },
      body: { account: '{{current.id}}', password: '{{candidate.value}}' },
    },
    verify: { method: 'GET', path: '/me', headers: basic },
    ...more,
  });
const issuedAddress = (more: object = {}) =>
  engineAddress.parse({
    engine: 'http',
    baseUrl: service.baseUrl,
    ca: service.ca,
    made: { by: 'issued', valueAt: '/data/api~1key', idAt: '/data/id' },
    apply: { method: 'POST', path: '/keys', headers: { authorization: 'Bearer {{current.value}}' }, body: {} },
    verify: { method: 'GET', path: '/me', headers: { authorization: 'Bearer {{candidate.value}}' } },
    retire: { method: 'DELETE', path: '/keys/{{old.id}}', headers: { authorization: 'Bearer {{current.value}}' } },
    ...more,
  });

const password = JSON.stringify({ id: 'app', value: 'first-password' });
const key = JSON.stringify({ id: 'key/first', value: 'first-key', note: 'kept' });
const valueIn = (text: string): string => (JSON.parse(text) as { value: string }).value;

beforeAll(async () => {
  service = await startHttpService();
});
afterAll(() => service.stop());
beforeEach(() => {
  service.accounts.clear();
  service.accounts.set('app', 'first-password').set('other', 'untouched');
  service.keys.clear();
  service.keys.set('key/first', 'first-key').set('key/other', 'untouched');
  service.troubles.length = 0;
  service.log.length = 0;
  service.strict = false;
});

describe('a password that Sallyport makes and sends', () => {
  const rotate = async (at = atAddress(sentAddress())) => {
    const candidate = await engine.stage(at, { current: password, labelled: [password] });
    return { at, candidate, change: { current: password, candidate } };
  };

  test('is made before anything is called, applied, verified, and the old one is refused', async () => {
    const { at, candidate, change } = await rotate();
    expect(service.log).toEqual([]);
    await expect(engine.probe(at, candidate)).resolves.toMatchObject({ login: 'dead' });
    await expect(engine.apply(at, change)).resolves.toEqual({ applied: true });
    await expect(engine.verify(at, candidate)).resolves.toEqual({ verified: true });
    expect(service.accounts.get('app')).toBe(valueIn(candidate));
    expect(service.accounts.get('other')).toBe('untouched');
    const retirement = { current: candidate, old: password, how: 'at-disuse' } as const;
    await expect(engine.retire(at, retirement)).resolves.toEqual({ retired: true });
  });

  test('is applied a second time without harm, though the service refuses the old password and the same new one', async () => {
    const { at, change } = await rotate();
    await engine.apply(at, change);
    await expect(engine.apply(at, change)).resolves.toEqual({ applied: true });
    const byAdministrator = sentAddress({
      administrator: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r',
      apply: {
        method: 'PUT',
        path: '/account/password',
        headers: { authorization: 'Bearer {{administrator.value}}' },
        body: { account: '{{current.id}}', password: '{{candidate.value}}' },
      },
    });
    const administrator = JSON.stringify({ value: service.administrator });
    const here = atAddress(byAdministrator, { administrator });
    await expect(engine.apply(here, change)).resolves.toEqual({ applied: true });
    expect(service.log.at(-2)).toBe('PUT /account/password 422');
  });

  test('whose reply was lost is unclear, and found applied by its login', async () => {
    const { at, candidate, change } = await rotate();
    service.troubles.push('lost reply');
    await expect(engine.apply(at, change)).resolves.toMatchObject({ refused: 'unclear', fault: { stage: 'route' } });
    await expect(engine.probe(at, candidate)).resolves.toEqual({ login: 'alive' });
    await expect(engine.apply(at, change)).resolves.toEqual({ applied: true });
  });

  test('that the rules of the service refuse is refused by policy, once it is seen to be dead', async () => {
    const { at, change } = await rotate();
    service.strict = true;
    await expect(engine.apply(at, change)).resolves.toMatchObject({
      refused: 'by-policy',
      fault: { code: 'HTTP 422' },
    });
    service.troubles.push(...(['no json', 'fails'] as const));
    await expect(engine.apply(at, change)).resolves.toMatchObject({ refused: 'unclear' });
  });

  test.each<[HttpTrouble, object]>([
    ['lost request', { stage: 'route' }],
    ['fails', { stage: 'protocol', code: 'HTTP 500' }],
    ['throttles', { stage: 'protocol', code: 'HTTP 429' }],
    ['hangs', { stage: 'route' }],
    ['drips', { stage: 'route', code: 'TimeoutError' }],
    ['redirects', { stage: 'protocol', code: 'HTTP 307' }],
    ['huge', { stage: 'protocol', code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' }],
  ])('is neither alive nor dead when the service %s, nor is a change done or not', async (trouble, fault) => {
    const { at, change } = await rotate();
    service.troubles.push(trouble);
    await expect(engine.probe(at, password)).resolves.toMatchObject({ login: 'unknown', fault });
    if (trouble === 'huge') return;
    service.troubles.push(trouble, trouble);
    await expect(engine.apply(at, change)).resolves.toMatchObject({ applied: false, refused: 'unclear' });
    expect(service.log.join('\n')).not.toContain('elsewhere');
  });

  test('is sent in JSON as one text, whatever stands in it', async () => {
    const nasty = JSON.stringify({ id: 'app', value: '", "account": "other" {{current.id}} $& é' });
    const at = atAddress(sentAddress());
    await expect(engine.apply(at, { current: password, candidate: nasty })).resolves.toEqual({ applied: true });
    expect(service.accounts.get('app')).toBe(valueIn(nasty));
    expect(service.accounts.get('other')).toBe('untouched');
  });

  test('is in no header when it would end one', async () => {
    const bearer = { method: 'GET', path: '/me', headers: { authorization: 'Bearer {{candidate.value}}' } };
    const at = atAddress(sentAddress({ verify: bearer }));
    const splitting = JSON.stringify({ id: 'app', value: 'x\r\nx-injected: 1' });
    await expect(engine.probe(at, splitting)).resolves.toMatchObject({ login: 'unknown', fault: { stage: 'value' } });
    expect(service.log).toEqual([]);
  });
});

describe('a key that the service makes', () => {
  const from = { current: key, labelled: [key] };

  test('comes with the answer, is good at once, and the old one is taken away by its id', async () => {
    const at = atAddress(issuedAddress());
    const candidate = await engine.stage(at, from);
    expect(JSON.parse(candidate)).toMatchObject({ id: expect.stringMatching(/^key\/\d+$/), note: 'kept' });
    const change = { current: key, candidate };
    await expect(engine.apply(at, change)).resolves.toEqual({ applied: true });
    await expect(engine.verify(at, candidate)).resolves.toEqual({ verified: true });
    const retirement = { current: candidate, old: key } as const;
    await expect(engine.retire(at, { ...retirement, how: 'at-disuse' })).resolves.toEqual({
      retired: false,
      why: 'cannot-tell',
    });
    await expect(engine.retire(at, { ...retirement, how: 'now' })).resolves.toEqual({ retired: true });
    await expect(engine.retire(at, { ...retirement, how: 'now' })).resolves.toEqual({ retired: true });
    expect([...service.keys.values()]).toEqual(['untouched', valueIn(candidate)]);
    expect(service.log).toContain('DELETE /keys/key%2Ffirst 204');
  });

  test('whose answer was lost is an orphan at the service; the next try makes another', async () => {
    const at = atAddress(issuedAddress());
    service.troubles.push('lost reply');
    await expect(engine.stage(at, from)).rejects.toMatchObject({ fault: { stage: 'route' } });
    await engine.stage(at, from);
    expect(service.keys.size).toBe(4);
  });

  test.each<[string, HttpTrouble[], object]>([
    ['is no JSON', ['no json'], {}],
    ['has nothing at the place', [], { made: { by: 'issued', valueAt: '/data/token', idAt: null }, retire: null }],
    ['has an object at the place', [], { made: { by: 'issued', valueAt: '/data', idAt: null }, retire: null }],
    ['is too long', ['huge'], {}],
    ['leads elsewhere', ['redirects'], {}],
    ['is a failure', ['fails'], {}],
  ])('is not there when the answer %s', async (_what, troubles, more) => {
    service.troubles.push(...troubles);
    await expect(engine.stage(atAddress(issuedAddress(more)), from)).rejects.toMatchObject({
      name: 'HttpProblem',
      fault: { stage: 'protocol' },
    });
  });

  test('that does not log in is never called refused for good', async () => {
    const at = atAddress(issuedAddress());
    const candidate = await engine.stage(at, from);
    service.keys.clear();
    await expect(engine.apply(at, { current: key, candidate })).resolves.toMatchObject({ refused: 'unclear' });
  });

  test('is not taken away with the old one when both have one id', async () => {
    const at = atAddress(issuedAddress());
    const current = JSON.stringify({ id: 'key/first', value: 'another' });
    const asked = { current, old: key, how: 'now' } as const;
    await expect(engine.retire(at, asked)).resolves.toMatchObject({ why: 'failed', fault: { stage: 'value' } });
    await expect(engine.retire(at, { ...asked, current: key })).resolves.toMatchObject({ why: 'failed' });
    expect(service.keys.has('key/first')).toBe(true);
  });

  test('is not called retired while the service still takes it', async () => {
    const candidate = JSON.stringify({ id: 'key/other', value: 'untouched' });
    const asked = { current: candidate, old: key, how: 'now' } as const;
    const without = atAddress(issuedAddress({ retire: null }));
    await expect(engine.retire(without, asked)).resolves.toMatchObject({ why: 'failed' });
    service.troubles.push('no json', 'fails');
    await expect(engine.retire(atAddress(issuedAddress()), asked)).resolves.toMatchObject({
      why: 'failed',
      fault: { code: 'HTTP 500' },
    });
    await expect(engine.retire(atAddress(issuedAddress()), asked)).resolves.toEqual({ retired: true });
  });

  test('does not lead to another path by its id', async () => {
    const at = atAddress(issuedAddress());
    service.keys.set('..', 'dots');
    const old = JSON.stringify({ id: '..', value: 'dots' });
    await expect(engine.retire(at, { current: key, old, how: 'now' })).resolves.toMatchObject({
      why: 'failed',
      fault: { stage: 'value' },
    });
    expect(service.log.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });
});

describe('the server', () => {
  test('whose certificate is of an unknown authority gets nothing', async () => {
    const at = atAddress(sentAddress({ ca: null }));
    await expect(engine.probe(at, password)).resolves.toMatchObject({ login: 'unknown', fault: { stage: 'tls' } });
    expect(service.log).toEqual([]);
  });

  test('whose certificate is for another name gets nothing', async () => {
    const other = await startHttpService({ names: ['elsewhere.example.com'] });
    const at = atAddress(sentAddress({ baseUrl: other.baseUrl, ca: other.ca }));
    await expect(engine.probe(at, password)).resolves.toMatchObject({
      login: 'unknown',
      fault: { stage: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(other.log).toEqual([]);
    await other.stop();
  });

  test('that is not there, or has no such name, says nothing about the value', async () => {
    const nobody = atAddress(sentAddress({ baseUrl: 'https://localhost:9' }));
    await expect(engine.probe(nobody, password)).resolves.toMatchObject({ fault: { stage: 'route' } });
    const nameless = atAddress(sentAddress({ baseUrl: 'https://no-such-host.invalid' }));
    await expect(engine.probe(nameless, password)).resolves.toMatchObject({ fault: { stage: 'name' } });
  });

  test('has no secret in its log of paths, and no fault holds one', async () => {
    const at = atAddress(issuedAddress());
    const candidate = await engine.stage(at, { current: key, labelled: [key] });
    const faults: unknown[] = [];
    for (const trouble of ['lost reply', 'fails', 'redirects', 'no json'] as const) {
      service.troubles.push(trouble);
      faults.push(
        await engine.stage(at, { current: candidate, labelled: [candidate] }).catch((error: unknown) => error),
      );
      service.troubles.push(trouble);
      faults.push(await engine.probe(at, candidate));
    }
    const said = faults.map((each) => (each instanceof Error ? `${each.stack ?? ''}${JSON.stringify(each)}` : each));
    for (const secret of [valueIn(candidate), valueIn(key)]) {
      expect(service.log.join('\n')).not.toContain(secret);
      expect(JSON.stringify(said)).not.toContain(secret);
    }
  });
});
