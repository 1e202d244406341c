import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeCertificates } from '../../../local/servers/certificates.ts';

/** What goes wrong with the next call: before it is done, or after. */
export type HttpTrouble =
  'lost reply' | 'lost request' | 'fails' | 'hangs' | 'redirects' | 'huge' | 'no json' | 'throttles' | 'drips';

/**
 * A service with an HTTP API on this machine, of two kinds at once. `PUT /account/password` (HTTP Basic, or the
 * administrator's bearer) takes a password that the caller made; `POST /keys` (bearer) makes a key and says it once.
 */
export interface HttpService {
  readonly baseUrl: string;
  readonly port: number;
  readonly ca: string;
  /** User names and passwords. */
  readonly accounts: Map<string, string>;
  /** Ids and keys. */
  readonly keys: Map<string, string>;
  /** Every line of its log: method, path and status, as services write them. */
  readonly log: string[];
  readonly troubles: HttpTrouble[];
  /** Whether its own rules refuse every new password. */
  strict: boolean;
  /** Its administrator's bearer. */
  readonly administrator: string;
  stop(): Promise<void>;
}

export async function startHttpService({ names }: { readonly names?: readonly string[] } = {}): Promise<HttpService> {
  const { ca, certificate, key } = await makeCertificates(names === undefined ? {} : { names });
  const accounts = new Map<string, string>();
  const keys = new Map<string, string>();
  const log: string[] = [];
  const troubles: HttpTrouble[] = [];
  const state = { strict: false, made: 0 };
  const administrator = 'administrator-of-the-service';

  const server = createServer({ cert: certificate, key }, (request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const trouble = troubles.shift();
    const say = (status: number, json?: object, headers: object = {}): void => {
      log.push(`${request.method ?? ''} ${request.url ?? ''} ${status}`);
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    };
    switch (trouble) {
      case 'lost request':
        return void request.socket.destroy();
      case 'hangs':
        return;
      case 'drips': {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drop = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drop));
        return;
      }
      case 'fails':
        return say(500, { error: 'internal' });
      case 'throttles':
        return say(429);
      case 'redirects':
        return say(307, {}, { location: `${baseUrl}/elsewhere` });
      case 'huge':
        return say(200, { padding: 'x'.repeat(200_000) });
      case 'lost reply':
      case 'no json':
      case undefined:
    }
    const [status, json] = handle(request, body);
    if (trouble === 'lost reply') {
      log.push(`${request.method ?? ''} ${request.url ?? ''} ${status} (reply lost)`);
      return void request.socket.destroy();
    }
    if (trouble === 'no json') return say(status, json, { 'content-type': 'text/html' });
    say(status, json);
  }

  function handle(request: IncomingMessage, body: string): readonly [number, object?] {
    const { method, url = '' } = request;
    const who = callerOf(request.headers.authorization ?? '');
    if (who === null) return [401, { error: 'unauthorized' }];
    const called = `${method ?? ''} ${url}`;
    if (called === 'GET /me') return [200, { who }];
    if (called === 'PUT /account/password') {
      const { account, password } = JSON.parse(body) as { account: string; password: string };
      if (who !== account && who !== 'administrator') return [403];
      if (state.strict || accounts.get(account) === password) return [422, { error: 'too weak' }];
      accounts.set(account, password);
      return [204];
    }
    if (called === 'POST /keys') {
      state.made += 1;
      const id = `key/${state.made}`;
      keys.set(id, `made-${state.made}-${'k'.repeat(20)}`);
      return [201, { data: { id, 'api/key': keys.get(id) } }];
    }
    const [, id] = /^DELETE \/keys\/([^/]+)$/.exec(called) ?? [];
    if (id === undefined) return [404];
    return keys.delete(decodeURIComponent(id)) ? [204] : [404];
  }

  function callerOf(authorization: string): string | null {
    const [scheme, given = ''] = authorization.split(' ');
    if (scheme === 'Bearer') {
      if (given === administrator) return 'administrator';
      return [...keys].find(([, value]) => value === given)?.[0] ?? null;
    }
    const [user = '', ...rest] = Buffer.from(given, 'base64').toString().split(':');
    return scheme === 'Basic' && accounts.get(user) === rest.join(':') ? user : null;
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const baseUrl = `https://localhost:${address.port}`;
  return {
    baseUrl,
    port: address.port,
    ca,
    accounts,
    keys,
    log,
    troubles,
    administrator,
    get strict() {
      return state.strict;
    },
    set strict(to) {
      state.strict = to;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
