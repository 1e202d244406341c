import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { startPostgresql } from '../../local/servers/postgresql.ts';
import type { Postgresql } from '../../local/servers/postgresql.ts';

let place: string;
const started: Postgresql[] = [];
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'sallyport-pg-'));
});
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
  await rm(place, { recursive: true, force: true });
});

async function start(options: { readonly namespaces?: boolean } = {}): Promise<Postgresql> {
  const server = await startPostgresql({ place, ...options });
  started.push(server);
  return server;
}

/** The code of what a client is refused with; null when it gets in. */
async function refusal(server: Postgresql, ssl: boolean, password: string): Promise<string | null> {
  const to = { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', password };
  const client = new Client({ ...to, ssl: ssl ? { ca: server.ca } : false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('a PostgreSQL of its own', () => {
  test('it lets nobody in without TLS, nor with a wrong password', async () => {
    const server = await start();
    expect(await refusal(server, true, server.superuser.password)).toBeNull();
    expect(await refusal(server, true, 'wrong')).toBe('28P01');
    expect(await refusal(server, false, server.superuser.password)).toBe('28000');
    expect(await server.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual([{ ssl: true }]);
  });

  test('it writes every statement down', async () => {
    const server = await start();
    await server.query("SELECT 'written down'");
    expect(await server.log()).toContain("statement: SELECT 'written down'");
  });

  test('taken away it answers nobody; brought back, and started again in the same place, it has its data', async () => {
    const first = await start();
    await first.query('CREATE TABLE kept AS SELECT 1 AS one');
    const bringBack = await first.lose();
    expect(await refusal(first, true, first.superuser.password)).toBe('ECONNREFUSED');
    await bringBack();
    expect(await first.query('SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await first.stop();
    const again = await start();
    expect(again.ca).toBe(first.ca);
    expect(await again.query('SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  test('where a container forbids user namespaces it runs all the same, as root as "nobody"', async () => {
    const server = await start({ namespaces: false });
    expect(await server.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('it ends with the process that started it, however that ends', async () => {
    const source = resolve(import.meta.dirname, '../../local/servers/postgresql.ts');
    const program = `
      import { startPostgresql } from ${JSON.stringify(source)};
      await startPostgresql({ place: ${JSON.stringify(place)} });
      process.kill(process.pid, 'SIGKILL');`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    await once(parent, 'exit');
    // Its last line, which comes within its own bounds or never.
    for (let log = ''; !log.includes('database system is shut down');) log = await readFile(join(place, 'log'), 'utf8');
  });
});
