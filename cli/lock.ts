import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { cannot, makePrivateFolder } from './private-file.ts';

const SQLITE_BUSY = 5;

/** Named here so that no garbage collection closes one, and with it the lock, under work that nothing else refers to. */
const held = new Set<object>();

/**
 * Runs `work` while no other process does so under the same path. The lock is the operating system's own on a file
 * (SQLite takes it, in the way of each system): it goes with its process, however that ended, so there is no stale
 * lock to judge by its age, which is where lock folders let two in at once.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, waitSeconds = 60 }: { readonly signal?: AbortSignal; readonly waitSeconds?: number } = {},
): Promise<T> {
  const { DatabaseSync } = await quietly(() => import('node:sqlite'));
  let database;
  try {
    await makePrivateFolder(dirname(path));
    database = new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw cannot('lock', path, error);
  }
  try {
    const started = performance.now();
    for (let pause = 5; !tryTake(database, path); pause = Math.min(pause * 1.5, 100)) {
      if (performance.now() - started > waitSeconds * 1000)
        throw new Failure(`Another sallyport has held ${path} for ${waitSeconds} seconds. Is one hanging?`, {
          exitCode: exitCodes.failed,
          code: 'locked',
        });
      await sleep(pause * (0.5 + Math.random()), undefined, { ...(signal && { signal }) });
    }
    held.add(database);
    return await work();
  } finally {
    // Closing gives the lock back.
    held.delete(database);
    database.close();
  }
}

function tryTake(database: { exec: (sql: string) => void }, path: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY)
      return false;
    throw cannot('lock', path, error);
  }
}

/** Early versions of Node 24 call the module experimental, on standard error. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
