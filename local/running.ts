import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Home } from './places.ts';
import { SetupProblem } from './progress.ts';

const runningSchema = z.object({ pid: z.int(), origin: z.string(), control: z.string() });
export type Running = z.infer<typeof runningSchema>;

export class AlreadyRunning extends SetupProblem {
  readonly running: Running;
  constructor(running: Running) {
    super(`Sallyport is already running at ${running.origin} (process ${running.pid}).`);
    this.running = running;
  }
}

/** Marks a home as in use. Who finds the mark of a process that is gone takes it over. */
export async function claimHome(home: Home, running: Running): Promise<() => void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await writeFile(home.runningFile, JSON.stringify(running), { flag: 'wx' });
      return () => {
        if (readRunning(home)?.pid === running.pid) rmSync(home.runningFile, { force: true });
      };
    } catch (error) {
      if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
      const other = readRunning(home);
      if (other !== undefined && (await isStill(other, home))) throw new AlreadyRunning(other);
      rmSync(home.runningFile, { force: true });
    }
  }
  throw new SetupProblem(`Two starts met at ${home.path}; one of them goes on.`);
}

export function readRunning(home: Home): Running | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(home.runningFile, 'utf8')));
  } catch {
    return undefined;
  }
}

// A process id may have gone to someone else since: its fault server must say that it serves this very home.
async function isStill(running: Running, home: Home): Promise<boolean> {
  try {
    process.kill(running.pid, 0);
  } catch {
    return false;
  }
  // Until its servers are up, the living process is all there is to see.
  const answer = await fetch(running.control, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  if (answer === undefined) return running.pid !== process.pid;
  const body: unknown = await answer.json().catch(() => undefined);
  return z.object({ home: z.literal(home.path) }).safeParse(body).success;
}
