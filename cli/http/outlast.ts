import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Failure, Problem } from '../failure.ts';
import { Unreachable } from './reach.ts';

/** So long the network may be gone before one gives up waiting. */
export const PATIENCE_SECONDS = 600;
const PAUSE = 2000;

/** What is better in a moment: the network, or something that Sallyport depends on. */
export const mayPass = (error: Failure): boolean =>
  error instanceof Unreachable ||
  error.code === 'throttled' ||
  error.code === 'unavailable' ||
  (error instanceof Problem && error.body.status >= 500);

/** For whoever waits anyway: calls again through a network that is gone for a while, and says so once each way. */
export const outlast =
  ({ out, now, interrupted }: Pick<Context, 'out' | 'now' | 'interrupted'>) =>
  async <T>(call: () => Promise<T>): Promise<T> => {
    let lost: number | undefined;
    for (;;) {
      try {
        const answered = await call();
        if (lost !== undefined) out.note('Sallyport can be reached again.');
        return answered;
      } catch (error) {
        if (interrupted.aborted || !(error instanceof Failure) || !mayPass(error)) throw error;
        if (lost === undefined) out.note(`${error.message} Trying on.`);
        lost ??= now();
        if (now() - lost > PATIENCE_SECONDS) throw error;
        await sleep(PAUSE, undefined, { signal: interrupted });
      }
    }
  };
