import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startDemoDatabase } from '../../local/servers/demo-database.ts';
import { freePort } from '../../local/servers/free-port.ts';
import type { TargetId } from '../../src/kernel/ids.ts';
import { postgresqlAccounts } from '../../src/vault/engines/postgresql/postgresql-accounts.ts';
import { postgresqlEngine } from '../../src/vault/engines/postgresql/postgresql-engine.ts';
import { at as atServer } from '../support/vault/at.ts';

test('the demo company’s database is one that the vault can keep, and has what it had after a restart', async () => {
  const place = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
  const port = await freePort();
  let running = await startDemoDatabase({ place, port });
  try {
    const { demoDatabase } = running;
    const { host, ca, database, users, owner, administrator, reader, leftovers, passwords } = demoDatabase;
    const valueOf = (username: string) => JSON.stringify({ username, password: passwords[username] });
    const at = atServer(
      {
        ...{ engine: 'postgresql', strategy: 'alternating-users', host, port, ca, database, users: [...users], owner },
        administrator: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' as TargetId,
      },
      { administrator: valueOf(administrator) },
    );
    const current = valueOf(users[0]);
    expect(await postgresqlEngine.verify(at, current)).toEqual({ verified: true });
    const candidate = await postgresqlEngine.stage(at, { current, labelled: [current] });
    expect(await postgresqlEngine.apply(at, { current, candidate })).toEqual({ applied: true });
    const retired = await postgresqlEngine.retire(at, { current: candidate, old: current, how: 'now' });
    expect(retired).toEqual({ retired: true });

    const account = {
      name: 'sallyport_01jd4zv2t0e9xbk8ng5w1m',
      grantId: 'grt_01jd4zv2t0e9xbk8ng5w1m3c7r',
      until: at.clock() + 600,
      ...{ database, memberOf: [reader], reassignTo: leftovers },
    };
    expect(await postgresqlAccounts.create(at, account)).toEqual({ done: true });
    expect(await postgresqlAccounts.remove(at, account)).toEqual({ done: true });

    await running.stop();
    running = await startDemoDatabase({ place, port });
    expect(running.demoDatabase).toEqual(demoDatabase);
    expect(await postgresqlEngine.verify(at, candidate)).toEqual({ verified: true });
    const log = await readFile(join(place, 'log'), 'utf8');
    for (const password of Object.values(passwords)) expect(log).not.toContain(password);
  } finally {
    await running.stop();
    await rm(place, { recursive: true, force: true });
  }
}, 30_000);
