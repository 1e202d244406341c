import { setTimeout as sleep } from 'node:timers/promises';

export type Waiting = {
  /** What is waited for, in words: it stands in the error when it does not come. */
  readonly what: string | (() => string);
  readonly withinSeconds: number;
  readonly everyMilliseconds?: number;
};

/** Asks again until there is something to give back, or the deadline has passed. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  { what, withinSeconds, everyMilliseconds = 200 }: Waiting,
): Promise<T> {
  const deadline = Date.now() + withinSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline)
      throw new Error(`${typeof what === 'string' ? what : what()}: not within ${withinSeconds} s`);
    await sleep(everyMilliseconds);
  }
}

/** Until this epoch second has begun, by this machine's clock, which the local cloud shares. */
export const untilEpoch = (second: number): Promise<void> => sleep(Math.max(0, second * 1000 - Date.now()));
