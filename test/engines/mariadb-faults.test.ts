import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { makeCertificates } from '../../local/servers/certificates.ts';
import { mysqlEngine } from '../../src/vault/engines/mysql/mysql-engine.ts';
import { flavourNamed } from '../../src/vault/engines/mysql/mysql-flavour.ts';
import { quotedAccount } from '../../src/vault/engines/mysql/mysql-names.ts';
import type { MysqlAddress } from '../../src/vault/engines/mysql/mysql-value.ts';
import { at as atServer } from '../support/vault/at.ts';
import { HOSTS, startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

let db: MariadbUnderTest;
let current: string;
const pretenders: (() => void)[] = [];

// A server that others share the machine with takes its time.
jest.setTimeout(60_000);
beforeAll(async () => {
  db = await startMariadbUnderTest();
}, 300_000);
afterAll(() => db.stop());
beforeEach(async () => {
  current = await db.reset();
});
afterEach(() => {
  for (const stop of pretenders.splice(0)) stop();
});

const probe = (change: Partial<MysqlAddress> = {}, value = current) =>
  mysqlEngine.probe(atServer(db.addressed(change), { administrator: db.administrator }), value);
const verify = (change: Partial<MysqlAddress> = {}) =>
  mysqlEngine.verify(atServer(db.addressed(change), { administrator: db.administrator }), current);

/** Something that listens where the server should be. */
async function pretend(meet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    meet(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  pretenders.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const packet = (number: number, ...parts: readonly (Buffer | string | number)[]) => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string))),
  );
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head.writeUInt8(number, 3);
  return Buffer.concat([head, body]);
};
const errorPacket = (number: number, code: number, words: string) =>
  packet(number, 0xff, code & 0xff, code >> 8, '#28000', words);
/** The first packet of a server (protocol 10) that knows no TLS. */
const greeting = packet(
  0,
  ...[10, '10.11.0-MariaDB\0', Buffer.alloc(4, 1), 'a'.repeat(8), 0],
  ...[Buffer.from([0x00, 0x82]), 45, Buffer.from([2, 0]), Buffer.from([0x08, 0x00]), 21, Buffer.alloc(10)],
  ...['a'.repeat(12), 0, 'mysql_native_password\0'],
);

describe('only the server’s own word, over verified TLS, makes a value dead', () => {
  test('a wrong password, and a user that is not there', async () => {
    for (const change of [{ password: 'wrong' }, { username: 'nobody' }]) {
      const value = JSON.stringify({ ...(JSON.parse(current) as object), ...change });
      // MariaDB answers for a user that is not there as if it were one of its others: 1045 or 1698.
      const code = expect.stringMatching(/^(1045|1698)$/);
      expect(await probe({}, value)).toMatchObject({ login: 'dead', fault: { stage: 'authentication', code } });
    }
  });

  test.each([
    ['a name that is not known', { host: 'nowhere.invalid' }, { stage: 'name' }],
    ['a port where nothing listens', { port: 1 }, { stage: 'route', code: 'ECONNREFUSED' }],
    [
      'authorities that did not sign the certificate',
      { ca: null },
      { stage: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    ],
  ])('%s says nothing about the value', async (_what, change, fault) => {
    expect(await probe(change)).toMatchObject({ login: 'unknown', fault });
  });

  test('a certificate for another name is refused, for another address too', async () => {
    const other = await startMariadbUnderTest([], await makeCertificates({ names: ['orders.example.com'] }));
    try {
      for (const host of ['localhost', '127.0.0.1']) {
        const at = atServer(other.addressed({ host }));
        expect(await mysqlEngine.probe(at, await other.reset())).toMatchObject({
          login: 'unknown',
          fault: { stage: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
        });
      }
    } finally {
      await other.stop();
    }
  });

  test('the address of the certificate is as good as its name', async () => {
    expect(await probe({ host: '127.0.0.1' })).toEqual({ login: 'alive' });
  });

  test('a server without TLS gets no password, and there is no second try', async () => {
    const sent: Buffer[] = [];
    let met = 0;
    const port = await pretend((socket) => {
      met += 1;
      socket.write(greeting);
      socket.on('data', (data: Buffer) => sent.push(data));
    });
    expect(await probe({ port })).toMatchObject({
      login: 'unknown',
      fault: { stage: 'tls', code: 'HANDSHAKE_NO_SSL_SUPPORT' },
    });
    expect(met).toBe(1);
    expect(Buffer.concat(sent)).toHaveLength(0);
  });

  test('"access denied" before TLS could be anybody’s', async () => {
    const port = await pretend((socket) => socket.end(errorPacket(0, 1045, 'Access denied')));
    expect(await probe({ port })).toMatchObject({ login: 'unknown', fault: { stage: 'tls', code: '1045' } });
  });

  test.each([
    [1040, 'protocol', 'no connection left'],
    [1129, 'route', 'shut this host out'],
    [1130, 'route', 'no account that may come from this host'],
  ])('what a server says before anything else: %i', async (code, stage, says) => {
    const port = await pretend((socket) => socket.end(errorPacket(0, code, 'words of the server')));
    const probed = await probe({ port });
    expect(probed).toMatchObject({ login: 'unknown', fault: { stage, code: String(code) } });
    expect(JSON.stringify(probed)).toContain(says);
    expect(JSON.stringify(probed)).not.toContain('words of the server');
  });

  test('something else listens there', async () => {
    const port = await pretend((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await probe({ port })).toMatchObject({ login: 'unknown' });
  });

  test('a server that is silent is given five seconds', async () => {
    const port = await pretend(() => undefined);
    expect(await probe({ port })).toMatchObject({ login: 'unknown', fault: { stage: 'route', code: 'ETIMEDOUT' } });
  });

  test('a server that hangs up', async () => {
    const port = await pretend((socket) => socket.destroy());
    expect(await probe({ port })).toMatchObject({ login: 'unknown', fault: { stage: 'route' } });
  });

  test.each([
    ['locked', 'ACCOUNT LOCK', 'authentication'],
    ['expired', 'PASSWORD EXPIRE', 'authentication'],
  ])('an account that is %s has the right password', async (_state, clause, stage) => {
    for (const host of HOSTS) await db.root(`ALTER USER 'orders_a'@'${host}' ${clause}`);
    expect(await probe()).toMatchObject({ login: 'unknown', fault: { stage } });
  });

  test('a value of another shape is no proof of anything', async () => {
    for (const value of ['', 'text', '[]', '{"username":"orders_a"}', '{"username":"orders_a","password":""}']) {
      expect(await probe({}, value)).toMatchObject({ login: 'unknown', fault: { stage: 'value', code: null } });
    }
  });
});

describe('verifying', () => {
  test('the database must be there, and usable', async () => {
    await db.root('CREATE DATABASE payroll');
    expect(await verify()).toEqual({ verified: true });
    expect(await verify({ database: null })).toEqual({ verified: true });
    expect(await verify({ database: 'payroll' })).toMatchObject({
      verified: false,
      fault: { stage: 'rights', code: '1044' },
    });
    expect(await verify({ database: 'nowhere' })).toMatchObject({ verified: false, fault: { stage: 'rights' } });
  });

  test('the role must be there from the login on', async () => {
    expect(await verify({ role: 'others_app' })).toMatchObject({ verified: false, fault: { stage: 'rights' } });
    await db.root(`SET DEFAULT ROLE NONE FOR 'orders_a'@'127.0.0.1'`);
    const fault = {
      stage: 'rights',
      code: null,
      says: 'orders_a@127.0.0.1 does not have the role orders_app when it logs in.',
    };
    expect(await verify()).toEqual({ verified: false, fault });
  });

  test('that the administrator’s own login failed is said', async () => {
    const at = atServer(db.address, {
      administrator: JSON.stringify({ username: 'vault_admin_a', password: 'wrong' }),
    });
    const candidate = await mysqlEngine.stage(at, { current, labelled: [current] });
    expect(await mysqlEngine.apply(at, { current, candidate })).toMatchObject({
      refused: 'unclear',
      fault: { stage: 'authentication', says: expect.stringContaining('As the user that makes the change') },
    });
    const none = atServer(db.address);
    expect(await mysqlEngine.apply(none, { current, candidate })).toMatchObject({ fault: { stage: 'value' } });
  });
});

describe('what is built of names', () => {
  // What MariaDB keeps as it is: no NUL, nothing outside the basic plane, no blank at the end.
  const text = (maxLength: number) =>
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength })
      .map((each) => each.normalize().replaceAll(/[\0\u{10000}-\u{10ffff}]/gu, '`'))
      .filter((each) => each.trimEnd() === each && [...each].length <= maxLength && each !== '');

  test.each(['', 'ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'])(
    'is that one account and no other, whatever stands in them (sql_mode "%s")',
    async (mode) => {
      await db.root(`SET GLOBAL sql_mode = '${mode}'`);
      await fc.assert(
        fc.asyncProperty(fc.oneof(text(30), fc.constantFrom('`', '\\', `'`, '"', '`;--', 'a`@`%')), async (user) => {
          const account = { user, host: '10.%' };
          await db.root(`CREATE USER ${quotedAccount(account)} ACCOUNT LOCK`);
          const hex = Buffer.from(user).toString('hex');
          const found = await db.server.root(
            `SELECT 1 FROM mysql.user WHERE User = BINARY X'${hex}' AND Host = '10.%'`,
          );
          await db.root(`DROP USER ${quotedAccount(account)}`);
          expect(found).toHaveLength(1);
        }),
        { numRuns: 40 },
      );
      await db.root(`SET GLOBAL sql_mode = DEFAULT`);
    },
  );

  test.each(['', 'NO_BACKSLASH_ESCAPES'])(
    'a value with anything in it is tried as it is (sql_mode "%s")',
    async (mode) => {
      await db.root(`SET GLOBAL sql_mode = '${mode}'`);
      const before = await db.rest();
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
          fc.constantFrom(`' OR 1=1 -- `, '\\', '`', `"; DROP DATABASE orders; -- `),
          async (password, sting) => {
            const value = JSON.stringify({ username: `x${sting}`, password: `${password}${sting}` });
            expect(await probe({}, value)).toMatchObject({ login: 'dead' });
          },
        ),
        { numRuns: 20 },
      );
      expect(await db.rest()).toBe(before);
      await db.root(`SET GLOBAL sql_mode = DEFAULT`);
    },
  );
});

test.each([
  ['10.11.19-MariaDB-0+deb12u1-log', 'mariadb'],
  ['11.8.3-MariaDB', 'mariadb'],
  ['10.4.34-MariaDB', null],
  ['8.0.15', 'mysql'],
  ['8.4.6-6', 'mysql'],
  ['9.5.0', 'mysql'],
  ['5.7.44-log', null],
  ['8.0.11-TiDB-v8.5.0', null],
  ['8.0.30-Vitess', null],
  ['16.4 (Debian)', null],
])('a server that calls itself %s is %s', (version, name) => {
  expect(flavourNamed(version)?.name ?? null).toBe(name);
});
