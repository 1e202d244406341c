import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../../cli/sallyport.mjs');

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** `sallyport` in a process of its own, with this environment and no other; `input` is its standard input. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Running {
  return follow(process.execPath, [script, ...args], environment, input);
}

export const runCli = (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Promise<Ran> => startCli(args, environment, input).ended;

/** The same where no file can grow: a full disk, as far as a process can tell. */
export const runCliOnFullDisk = (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> => {
  const shell = 'trap "" XFSZ; ulimit -f 0; exec "$@"';
  return follow('/bin/sh', ['-c', shell, 'sh', process.execPath, script, ...args], environment).ended;
};

function follow(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Running {
  const stdio: StdioOptions = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const child = spawn(command, args, { env: environment, stdio });
  // A command that refuses before it reads closes the pipe.
  child.stdin?.on('error', () => undefined).end(input);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const ended = new Promise<Ran>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => done({ code, signal, out, err }));
  });
  return { child, ended };
}
