import { Agent, request } from 'undici';
import { engineAddress } from '../../../src/kernel/engine-address.ts';
import { httpEngineWithin } from '../../../src/vault/engines/http/http-engine.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { startHttpService } from './https-target.ts';
import type { HttpService } from './https-target.ts';
import { severable } from './severable.ts';

export interface HttpRig {
  readonly service: HttpService;
  /** A password that Sallyport makes: one at a time. */
  readonly sent: EngineUnderTest;
  /** Keys that the service makes. */
  readonly issued: EngineUnderTest;
  stop(): Promise<void>;
}

const read = (value: string) => JSON.parse(value) as { readonly value: string; readonly id: string };

export async function startHttpRig(): Promise<HttpRig> {
  const service = await startHttpService();
  const way = await severable(service.port);
  const where = { engine: 'http', baseUrl: `https://localhost:${way.port}`, ca: service.ca };
  const me = { method: 'GET', path: '/me' };
  const bearer = { authorization: 'Bearer {{current.value}}' };
  const agent = new Agent({ connect: { ca: service.ca } });
  const logsIn = async (authorization: string): Promise<boolean> => {
    const options = { headers: { authorization }, dispatcher: agent };
    const { statusCode, body } = await request(`${service.baseUrl}/me`, options);
    await body.dump();
    return statusCode === 200;
  };
  const under = {
    engine: httpEngineWithin({ connect: 1000, answer: 1000 }),
    administrator: null,
    log: async () => service.log.join('\n'),
    secretsOf: (value: string) => [read(value).value],
    open: null,
    lose: () => way.cut(),
  };
  return {
    service,
    sent: {
      ...under,
      name: 'HTTP, a value that is sent',
      address: engineAddress.parse({
        ...where,
        made: { by: 'sent' },
        apply: {
          method: 'PUT',
          path: '/account/password',
          headers: { authorization: 'Basic {{current.basic}}' },
          body: { account: '{{current.id}}', password: '{{candidate.value}}' },
        },
        verify: { ...me, headers: { authorization: 'Basic {{candidate.basic}}' } },
      }),
      keepsTwo: false,
      reset: async () => {
        service.accounts.clear();
        service.accounts.set('app', 'first-password').set('other', 'untouched');
        service.log.length = 0;
        return JSON.stringify({ id: 'app', value: 'first-password' });
      },
      logsIn: (value) => logsIn(`Basic ${Buffer.from(`${read(value).id}:${read(value).value}`).toString('base64')}`),
      rest: async () => JSON.stringify(service.accounts.get('other')),
      refuseByPolicy: async (refuse) => void (service.strict = refuse),
    },
    issued: {
      ...under,
      name: 'HTTP, a value that is issued',
      address: engineAddress.parse({
        ...where,
        made: { by: 'issued', valueAt: '/data/api~1key', idAt: '/data/id' },
        apply: { method: 'POST', path: '/keys', headers: bearer, body: {} },
        verify: { ...me, headers: { authorization: 'Bearer {{candidate.value}}' } },
        retire: { method: 'DELETE', path: '/keys/{{old.id}}', headers: bearer },
      }),
      keepsTwo: true,
      reset: async () => {
        service.keys.clear();
        service.keys.set('key/first', 'first-key').set('key/other', 'untouched');
        service.log.length = 0;
        return JSON.stringify({ id: 'key/first', value: 'first-key' });
      },
      logsIn: (value) => logsIn(`Bearer ${read(value).value}`),
      rest: async () => JSON.stringify(service.keys.get('key/other')),
      refuseByPolicy: null,
    },
    stop: async () => {
      await agent.close();
      await way.stop();
      await service.stop();
    },
  };
}
