import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { makeCertificates } from '../../local/servers/certificates.ts';
import { startMariadb } from '../../local/servers/mariadb.ts';

const root = resolve(import.meta.dirname, '../..');
jest.setTimeout(300_000);

const listens = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    }).once('error', () => done(false));
  });

test('a MariaDB of a test takes nobody without TLS, nor root over the network, and comes back with its data', async () => {
  const place = await mkdtemp(join(tmpdir(), 'sp-mariadb-'));
  const tls = await makeCertificates();
  const server = await startMariadb({ place, tls });
  const to = { host: '127.0.0.1', port: server.port, password: 'plain-Text-1' };
  try {
    await server.root(`CREATE USER 'plain'@'%' IDENTIFIED BY 'plain-Text-1'`);
    const ssl = { ca: tls.ca };
    await (await createConnection({ ...to, user: 'plain', ssl })).end();
    await expect(createConnection({ ...to, user: 'plain' })).rejects.toThrow();
    await expect(createConnection({ ...to, user: 'root', ssl })).rejects.toThrow();
    const back = await server.lose();
    expect(await listens(server.port)).toBe(false);
    await back();
    expect(await server.root(`SELECT Host FROM mysql.user WHERE User = 'plain'`)).toHaveLength(1);
    expect(await server.generalLog()).toContain('CREATE USER');
  } finally {
    await server.stop();
    await rm(place, { recursive: true, force: true });
  }
  expect(await listens(server.port)).toBe(false);
});

test('it ends with whoever started it, however they end', async () => {
  const place = await mkdtemp(join(tmpdir(), 'sp-mariadb-'));
  const script = join(place, 'starts.ts');
  await writeFile(
    script,
    `import { makeCertificates } from ${JSON.stringify(join(root, 'local/servers/certificates.ts'))};
     import { startMariadb } from ${JSON.stringify(join(root, 'local/servers/mariadb.ts'))};
     const server = await startMariadb({ place: ${JSON.stringify(join(place, 'db'))}, tls: await makeCertificates() });
     process.stdout.write(String(server.port));
     setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [data] = (await once(parent.stdout, 'data')) as [Buffer];
  const port = Number(data.toString());
  expect(await listens(port)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  let still = true;
  for (let tries = 0; still && tries < 1000; tries += 1) still = await listens(port);
  expect(still).toBe(false);
  await rm(place, { recursive: true, force: true });
});
