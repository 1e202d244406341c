import { reasonOf } from './reason-of.ts';

/** `unknown` is never taken for right: what could not be looked at says why. */
export type Verdict = 'right' | 'wrong' | 'unknown';

/** What one look at the deployment found. */
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly saw: string;
  readonly expected: string;
  /** What to do about it; null where nothing is to be done. */
  readonly todo: string | null;
}

type Told = Omit<Finding, 'check' | 'expected' | 'verdict'>;

/** What a look may say: made for one check, so that every finding of it names what was expected. */
export interface Look {
  readonly right: (saw: string) => Finding;
  readonly wrong: (saw: string, todo: string) => Finding;
  readonly unknown: (saw: string, todo: string) => Finding;
}

export const lookFor = (check: string, expected: string): Look => {
  const told = (verdict: Verdict, { saw, todo }: Told): Finding => ({ check, verdict, saw, expected, todo });
  return {
    right: (saw) => told('right', { saw, todo: null }),
    wrong: (saw, todo) => told('wrong', { saw, todo }),
    unknown: (saw, todo) => told('unknown', { saw, todo }),
  };
};

export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly look: (look: Look) => Promise<Finding | readonly Finding[]>;
}

/** Looks, and says what was found; a look that fails has not told anything. */
export async function findingsOf({ name, expected, look }: Check): Promise<readonly Finding[]> {
  const of = lookFor(name, expected);
  try {
    return [await look(of)].flat();
  } catch (error) {
    return [of.unknown(`the look itself failed: ${reasonOf(error)}`, 'See to that, and run `sallyport doctor` again.')];
  }
}
