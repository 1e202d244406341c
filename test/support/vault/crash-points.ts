import type { Call } from '../../../src/vault/engine.ts';

export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Stops at the call with this number (the first is 0), before it leaves or after its reply was lost. */
export function crashingAt(point: number, when: 'before' | 'after'): { readonly call: Call; readonly names: string[] } {
  const names: string[] = [];
  return {
    names,
    call: async (name, run) => {
      const here = names.push(name) - 1 === point;
      if (here && when === 'before') throw new Crash(name);
      const result = await run();
      if (here) throw new Crash(name);
      return result;
    },
  };
}
