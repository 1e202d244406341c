/** What came back at a step. */
export type Came = {
  readonly status: number;
  readonly code?: string | undefined;
  /** For people: what it said. */
  readonly said?: string;
};

/** Either may be left open: AWS's protocols say the same no with different statuses. */
export type Expected = { readonly status?: number; readonly code?: string };

export type Step<T> = {
  readonly step: string;
  readonly request: string;
  readonly expected: Expected;
  readonly run: () => Promise<T>;
  /** What of it is shown and compared. */
  readonly came: (result: T) => Came;
  /** What must be true besides; each by its name, so that a failure says which. */
  readonly holds?: (result: T) => Readonly<Record<string, boolean>>;
};

export type Narrator = {
  /** Plays one step; gives back its result, or undefined when it failed altogether. Never throws. */
  readonly play: <T>(step: Step<T>) => Promise<T>;
  readonly chapter: (title: string) => void;
  readonly note: (line: string) => void;
  readonly failures: () => number;
};

/** A step that did not come to anything: the walk cannot go on from there. */
export class WalkEnded extends Error {
  override readonly name = 'WalkEnded';
}

type Result = { readonly status?: number | undefined; readonly code?: string | undefined };
const shown = ({ status, code }: Result) => [status, code].filter((part) => part !== undefined).join(' ');
const asExpected = (came: Result, expected: Result) =>
  (expected.status === undefined || expected.status === came.status) && expected.code === came.code;

export function narrate({ json, print }: { json: boolean; print: (line: string) => void }): Narrator {
  let failures = 0;
  return {
    failures: () => failures,
    chapter: (title) => (json ? undefined : print(`\n${title}`)),
    note: (line) => (json ? undefined : print(`      ${line}`)),
    async play({ step, request, expected, run, came, holds }) {
      const started = performance.now();
      const tell = (what: Came, broken: readonly string[]) => {
        const ok = broken.length === 0;
        if (!ok) failures += 1;
        const milliseconds = Math.round(performance.now() - started);
        const { status, code = null } = what;
        if (json)
          return print(JSON.stringify({ step, request, status, code, expected: shown(expected), ok, milliseconds }));
        const time = `${(milliseconds / 1000).toFixed(2)} s`.padStart(8);
        print(`  ${ok ? '✓' : '✗'} ${time}  ${step}`);
        print(`              ${request} → ${shown(what)}${what.said === undefined ? '' : `: ${what.said}`}`);
        for (const line of broken) print(`              ✗ ${line}`);
      };
      try {
        const result = await run();
        const what = came(result);
        const facts = Object.entries(holds?.(result) ?? {});
        tell(what, [
          ...(asExpected(what, expected) ? [] : [`expected ${shown(expected)}`]),
          ...facts.filter(([, holds]) => !holds).map(([fact]) => `does not hold: ${fact}`),
        ]);
        return result;
      } catch (error) {
        tell({ status: 0, code: 'failed' }, [error instanceof Error ? error.message : String(error)]);
        throw new WalkEnded(step, { cause: error });
      }
    },
  };
}
