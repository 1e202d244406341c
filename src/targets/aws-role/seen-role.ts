import type { Probed } from '../../access/target-contract.ts';

/** What was seen when a role was looked at from all sides: facts, no judgement (findings.ts judges). */
export interface SeenRole {
  readonly role:
    | { readonly is: 'there'; readonly wears: string | null; readonly trust: unknown }
    /** `closed`: its account does not let Sallyport look. */
    | { readonly is: 'missing' | 'elsewhere' | 'closed' | 'unknown' };
  /** What the policy is that the target names as its boundary. */
  readonly boundary: 'ours' | 'foreign' | 'missing' | 'closed' | 'unknown';
  /** What came of writing it as it is: done, or the kind of fault; null when it was not tried. */
  readonly written: { readonly done: 'written' | 'missing' } | { readonly failed: string } | null;
  readonly session: SeenSession;
  /** The same without the external id: `given` is a hole in the trust. */
  readonly withoutExternalId: 'given' | 'refused' | 'unknown';
  readonly probe: Probed;
  /** The probe under the policy of a grant that is over. */
  readonly probeAfterEnd: Probed;
}

export type SeenSession =
  | { readonly is: 'given'; readonly tokenPercent: number | null }
  /** Which action STS named as not allowed; null when it named none. */
  | { readonly is: 'refused'; readonly action: string | null }
  | { readonly is: 'unknown' };
