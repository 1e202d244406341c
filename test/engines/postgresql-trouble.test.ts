import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeCertificates } from '../../local/servers/certificates.ts';
import { postgresqlEngine } from '../../src/vault/engines/postgresql/postgresql-engine.ts';
import { quotedName, quotedText } from '../../src/vault/engines/postgresql/postgresql-names.ts';
import type { PostgresqlAddress } from '../../src/vault/engines/postgresql/postgresql-value.ts';
import { at } from '../support/vault/at.ts';
import { startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig, PostgresqlUnderTest } from '../support/vault/postgresql-under-test.ts';

let rig: PostgresqlRig;
let db: PostgresqlUnderTest;
let value: string;

beforeAll(async () => {
  rig = await startPostgresqlRig({
    hba: ['hostssl all trusted 127.0.0.1/32 trust', 'hostssl all barred 127.0.0.1/32 reject'],
  });
  db = rig.single;
}, 120_000);
afterAll(() => rig.stop());
beforeEach(async () => {
  value = await db.reset();
});

const probe = (what = value, change: Partial<PostgresqlAddress> = {}) =>
  postgresqlEngine.probe(at({ ...db.address, ...change } as PostgresqlAddress), what);
const named = (username: string, password = 'a-Password-1') => JSON.stringify({ username, password });

/** Something that listens and is no PostgreSQL, or none that one should speak to. */
async function withListener<T>(
  handle: (socket: Socket) => void,
  run: (port: number, received: () => number) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  let received = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (received += bytes.length));
    handle(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await run((server.address() as AddressInfo).port, () => received);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
}

describe('what a login that fails says', () => {
  test('a value that is good is alive, over verified TLS', async () => {
    expect(await probe()).toEqual({ login: 'alive' });
    expect(await probe(value, { host: '127.0.0.1' })).toEqual({ login: 'alive' });
  });

  test('a wrong password, and a role that is not there, are dead', async () => {
    for (const wrong of [named('reports', 'wrong-Password-1'), named('nobody')]) {
      expect(await probe(wrong)).toMatchObject({ login: 'dead', fault: { stage: 'authentication', code: '28P01' } });
    }
  });

  test.each([
    ['NOLOGIN', 'ALTER ROLE reports NOLOGIN', 'rights', '28000', 'NOLOGIN'],
    ['no right to connect', 'REVOKE CONNECT ON DATABASE orders FROM PUBLIC', 'rights', '42501', 'lacks a right'],
    ['no connection left', 'ALTER ROLE reports CONNECTION LIMIT 0', 'protocol', '53300', 'too many connections'],
  ])('with the right password and %s nothing is said against it', async (_what, statement, stage, code, says) => {
    await db.root(statement);
    const fault = { stage, code, says: expect.stringContaining(says) };
    expect(await probe()).toEqual({ login: 'unknown', fault });
  });

  test('nor with a database that is not there', async () => {
    expect(await probe(value, { database: 'nowhere' })).toMatchObject({ login: 'unknown', fault: { code: '3D000' } });
  });

  test('a line of pg_hba.conf that keeps a role out says nothing about a password, nor does one that asks for none', async () => {
    await db.root('CREATE ROLE barred LOGIN', 'CREATE ROLE trusted LOGIN');
    const barred = { stage: 'rights', code: '28000', says: expect.stringContaining('pg_hba.conf') };
    expect(await probe(named('barred'))).toEqual({ login: 'unknown', fault: barred });
    const trusted = { stage: 'protocol', code: null, says: expect.stringContaining('without a password') };
    expect(await probe(named('trusted'))).toEqual({ login: 'unknown', fault: trusted });
  });

  test('a name that is not there, a port where nobody listens, a server that is away', async () => {
    expect(await probe(value, { host: 'db.invalid' })).toMatchObject({ login: 'unknown', fault: { stage: 'name' } });
    const bringBack = await db.lose();
    const refused = { stage: 'route', code: 'ECONNREFUSED' };
    expect(await probe()).toMatchObject({ login: 'unknown', fault: refused });
    expect(await probe(value, { host: '127.0.0.1' })).toMatchObject({ login: 'unknown', fault: refused });
    await bringBack();
    expect(await probe()).toEqual({ login: 'alive' });
  });

  test('a server that is silent: no route, within the bounds', async () => {
    await withListener(
      () => undefined,
      async (port) => {
        const silent = { login: 'unknown', fault: { stage: 'route', code: 'ETIMEDOUT' } };
        expect(await probe(value, { port })).toMatchObject(silent);
      },
    );
  }, 15_000);

  test('a certificate of another authority, or none that Node.js knows', async () => {
    const { ca } = await makeCertificates();
    for (const other of [ca, null]) {
      expect(await probe(value, { ca: other })).toMatchObject({ login: 'unknown', fault: { stage: 'tls' } });
    }
  });

  test('a certificate for another name, also where the address is a number', async () => {
    for (const [names, host] of [
      [['db.example.com'], 'localhost'],
      [['localhost'], '127.0.0.1'],
    ] as const) {
      const { ca, certificate, key } = await makeCertificates({ names });
      await withListener(
        (socket) =>
          socket.once('data', () => {
            socket.write('S');
            new TLSSocket(socket, { isServer: true, key, cert: certificate }).on('error', () => undefined);
          }),
        async (port) => {
          const fault = { stage: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' };
          expect(await probe(value, { host, port, ca })).toMatchObject({ login: 'unknown', fault });
        },
      );
    }
  });

  test.each(['N', 'E'])('a server that answers %s to TLS gets nothing more than the question', async (answer) => {
    await withListener(
      (socket) => socket.once('data', () => socket.write(answer)),
      async (port, received) => {
        expect(await probe(value, { port })).toMatchObject({ login: 'unknown', fault: { stage: 'tls' } });
        expect(received()).toBe(8);
      },
    );
  });

  test('a value of another shape', async () => {
    for (const odd of ['', 'text', '[]', '{"username":"x"}']) {
      expect(await probe(odd)).toMatchObject({ login: 'unknown', fault: { stage: 'value' } });
    }
  });

  test('no fault holds a password', async () => {
    const wrong = named('reports', 'wrong-Password-1');
    const said = await Promise.all([
      probe(wrong),
      probe(wrong, { host: 'db.invalid' }),
      probe(wrong, { database: 'nowhere' }),
      postgresqlEngine.verify(at(db.address), wrong),
      postgresqlEngine.apply(at(db.address), { current: wrong, candidate: named('reports', 'other-Password-1') }),
      postgresqlEngine.retire(at(db.address), { current: wrong, old: value, how: 'now' }),
    ]);
    expect(JSON.stringify(said)).not.toMatch(/wrong-Password|other-Password|first-Password/);
  });
});

test('whatever stands in a name or a text, the server reads it as that', async () => {
  const sign = fc.oneof(fc.constantFrom('"', "'", '\\', '$', ';', '--', '/*', '%', 'E', '\n', '😀', 'ß'), fc.string());
  const texts = fc
    .array(sign, { minLength: 1, maxLength: 12 })
    .map((signs) => signs.join('').replaceAll('\0', ''))
    .filter((text) => text.isWellFormed() && text !== '' && Buffer.byteLength(text) <= 63);
  for (const conforming of ['on', 'off']) {
    const client = await rig.server.connect({ ...rig.server.superuser, database: 'orders' });
    await client.query(`SET standard_conforming_strings = ${conforming}; SET escape_string_warning = off`);
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { rows } = await client.query<object>(`SELECT ${quotedText(text)} AS ${quotedName(text)}`);
        expect(rows).toEqual([{ [text]: text }]);
      }),
      { numRuns: 100 },
    );
    await client.end();
  }
});
