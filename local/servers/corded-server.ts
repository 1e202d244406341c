import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SetupProblem } from '../progress.ts';

export type CordedServer = {
  /** Takes it away at once, as a machine that fails; what this returns brings it back with its data. */
  lose(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
};

/**
 * A server in the foreground that ends with this process (cord.mjs). It has started when `ready` no longer throws; what it
 * says goes to the end of the file `log`.
 */
export async function startCorded({
  name,
  command,
  place,
  log,
  ready,
}: {
  readonly name: string;
  readonly command: readonly string[];
  readonly place: string;
  readonly log: string;
  readonly ready: () => Promise<unknown>;
}): Promise<CordedServer> {
  const start = async () => {
    const output = openSync(log, 'a', 0o600);
    const server = spawn(process.execPath, [join(import.meta.dirname, 'cord.mjs'), ...command], {
      detached: true,
      cwd: place,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['pipe', output, output],
    });
    closeSync(output);
    for (let tries = 0; ; tries += 1) {
      try {
        await ready();
        return server;
      } catch (error) {
        if (server.exitCode === null && tries < 300) await wait(30);
        else {
          await end(server, 'SIGQUIT');
          const tail = (await readFile(log, 'utf8')).slice(-2000);
          throw new SetupProblem(`${name} did not start (${String(error)}). The end of ${log}:\n${tail}`);
        }
      }
    }
  };
  let server = await start();
  return {
    lose: async () => {
      await end(server, 'SIGQUIT');
      return async () => {
        server = await start();
      };
    },
    stop: () => end(server, 'SIGTERM'),
  };
}

async function end(server: ChildProcess, signal: 'SIGTERM' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill(signal);
  await gone;
}
