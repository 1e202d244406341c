import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { MysqlProblem } from './mysql-fault.ts';
import type { MysqlSession } from './mysql-session.ts';

const ids = z.object({ id: z.union([z.int(), z.string().regex(/^\d+$/)]) });
const NO_SUCH_THREAD = '1094';
const TRIES = 50;
const PAUSE_MS = 100;

/** Without PROCESS a user sees only its own connections, and nobody would seem to use anything: this is refused then. */
export async function requireSight(session: MysqlSession): Promise<void> {
  await session.select(
    'may see connections',
    'SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX',
    [],
    z.object({ n: z.int() }),
  );
}

/** Numbers of the connections that a user has open. */
export async function connectionsOf(session: MysqlSession, user: string): Promise<readonly number[]> {
  const rows = await session.select(
    'read connections',
    'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = ?',
    [user],
    ids,
  );
  return rows.map(({ id }) => Number(id));
}

/** Ends them until none is left. The server ends a connection at its next chance, so it is looked at again. */
export async function endConnections(session: MysqlSession, user: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const open = await connectionsOf(session, user);
    if (open.length === 0) return;
    for (const id of open) await kill(session, id);
    await wait(PAUSE_MS);
  }
  throw new MysqlProblem({
    fault: { stage: 'protocol', code: null, says: 'Connections that were told to end are still open.' },
    password: 'silent',
  });
}

async function kill(session: MysqlSession, id: number): Promise<void> {
  try {
    await session.run('end a connection', `KILL CONNECTION ${Math.trunc(id)}`);
  } catch (error) {
    // It ended by itself meanwhile.
    if (!(error instanceof MysqlProblem && error.failure.fault.code === NO_SUCH_THREAD)) throw error;
  }
}
