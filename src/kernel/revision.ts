import type { Id } from './ids.ts';

/** Which step of which change of the configuration it was. */
export interface ChangeStep {
  readonly changeId: Id<'chg'>;
  /** From 0. */
  readonly step: number;
}

/**
 * How often the configuration (people, groups, eligibility, targets, rules) has changed. Every change counts it in its
 * own transaction, so who planned at a revision can tell that nothing has moved since.
 */
export interface Revision {
  readonly number: number;
  /** What moved it last; null when it was not a step of a change. */
  readonly last: ChangeStep | null;
}

/** The configuration is not at the revision that a step of a change was to be taken from. */
export class ConfigurationMoved extends Error {
  override readonly name = 'ConfigurationMoved';
}
