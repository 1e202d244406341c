import type { Environment } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import type { OutputStream } from './output.ts';

/** What a run of `sallyport` takes from its process; tests hand in their own. */
export interface World {
  readonly environment: Environment;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly listenForInterrupt: () => { readonly signal: AbortSignal; readonly stop: () => void };
}

export const thisProcess = (): World => ({
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => Math.floor(Date.now() / 1000),
  listenForInterrupt,
});

/** The first Ctrl-C lets the command say how things stand; the second one ends it where it is. */
function listenForInterrupt(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const listen = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(interrupted());
  };
  process.on('SIGINT', listen);
  return { signal: controller.signal, stop: () => process.off('SIGINT', listen) };
}

export const interrupted = (): Failure =>
  new Failure('Interrupted.', { exitCode: exitCodes.interrupted, code: 'interrupted' });
