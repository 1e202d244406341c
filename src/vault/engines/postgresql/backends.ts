import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { problemOf } from './postgresql-fault.ts';
import type { PostgresqlSession } from './postgresql-session.ts';

const TRIES = 50;
const PAUSE_MS = 100;

const pids = z.object({ pid: z.int() });

/** Sessions of a role but this one, whatever role they have set themselves. Everybody may see whose they are. */
export async function backendsOf(session: PostgresqlSession, user: string): Promise<readonly number[]> {
  const sql = `SELECT pid FROM pg_catalog.pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()`;
  return (await session.select('read sessions', sql, [user], pids)).map(({ pid }) => pid);
}

/** A login that was tried just before takes a moment to be gone: only what stays is in use. */
export async function isInUse(session: PostgresqlSession, user: string): Promise<boolean> {
  if ((await backendsOf(session, user)).length === 0) return false;
  await wait(3 * PAUSE_MS);
  return (await backendsOf(session, user)).length > 0;
}

/** Ends these sessions, by default all of the role, and comes back when they are gone. */
export async function endBackends(session: PostgresqlSession, user: string, only?: readonly number[]): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const open = (await backendsOf(session, user)).filter((pid) => only === undefined || only.includes(pid));
    if (open.length === 0) return;
    const sql = 'SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid';
    await session.select('end sessions', sql, [open], z.unknown());
    await wait(PAUSE_MS);
  }
  throw problemOf('protocol', 'Sessions that were told to end are still open.');
}
