import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from '../context.ts';
import { Failure } from '../failure.ts';

/** What a shell answers for a command that is not there, or cannot be run (POSIX, Shell Command Language, 2.8.2). */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;

const forwarded = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** A terminal sends these to the child as well as to us: passing them on would send them twice. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const;

export interface Child {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Environment;
}

/** Runs a command in our place: its input and output are ours, signals go to it, and its exit code is the answer. */
export async function runChild({ command, args, environment }: Child): Promise<number> {
  // Until the child has ended, it decides what a signal does.
  const put = setAside(['SIGINT', ...forwarded]);
  const child = spawn(command, args, { stdio: 'inherit', env: { ...environment } });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  const stay = (signal: NodeJS.Signals) => {
    if (!process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  for (const signal of fromTerminal) process.on(signal, stay);
  try {
    return await new Promise<number>((done, failed) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') failed(new CommandFailure(`There is no command "${command}".`, NOT_FOUND));
        else failed(new CommandFailure(`"${command}" cannot be run (${error.code ?? 'it failed'}).`, NOT_RUNNABLE));
      });
      child.once('close', (code, signal) => done(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
    for (const signal of fromTerminal) process.off(signal, stay);
    put();
  }
}

/** The command did not start; its exit code is the shell's. */
export class CommandFailure extends Failure {
  readonly shellCode: number;
  constructor(message: string, shellCode: number) {
    super(message, { code: 'command_failed' });
    this.name = 'CommandFailure';
    this.shellCode = shellCode;
  }
}

function setAside(signals: readonly NodeJS.Signals[]): () => void {
  const before = signals.map((signal) => [signal, process.listeners(signal)] as const);
  for (const signal of signals) process.removeAllListeners(signal);
  return () => {
    for (const [signal, listeners] of before) for (const listener of listeners) process.on(signal, listener);
  };
}
