import type { Call } from '../../../src/vault/engine.ts';

export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Runs `act` again and again, each time stopped one call further: before the call leaves, and after it was answered with
 * the answer lost. `after` looks at what that left. Answers how many points there were.
 */
export async function stoppedAtEachCall<S>({
  before,
  act,
  after,
}: {
  readonly before: () => Promise<S>;
  readonly act: (state: S, call: Call) => Promise<unknown>;
  readonly after: (state: S, point: string) => Promise<void>;
}): Promise<number> {
  for (let points = 0, at = 0; ; at += 1) {
    let reached = false;
    for (const moment of ['before', 'after'] as const) {
      const state = await before();
      let made = 0;
      let point = '';
      const call: Call = async (name, run) => {
        made += 1;
        if (made !== at + 1) return run();
        point = `${moment} ${name}`;
        if (moment === 'after') await run();
        throw new Stopped(point);
      };
      try {
        await act(state, call);
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
      }
      if (point === '') continue;
      reached = true;
      points += 1;
      await after(state, point);
    }
    if (!reached) return points;
  }
}
