export type Print = (line: string) => void;

export type Progress = {
  /** Runs one step; says when it begins, that it is still going on, and how long it took. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly note: Print;
};

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export function createProgress(print: Print, signal?: AbortSignal): Progress {
  return {
    note: (line) => print(`    ${line}`),
    async step(name, work) {
      signal?.throwIfAborted();
      const started = Date.now();
      const reminder = setInterval(() => print(`  … ${name}, ${seconds(started)} so far`), 10_000);
      try {
        const result = await work();
        signal?.throwIfAborted();
        print(`  ✓ ${name} (${seconds(started)})`);
        return result;
      } catch (error) {
        print(`  ✗ ${name} (${seconds(started)})`);
        throw error;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}

/** Something that the person at the keyboard can put right: shown without a stack trace. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
}
