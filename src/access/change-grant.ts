import { newEntry } from '../audit/entry.ts';
import type { EntryFacts } from '../audit/entry.ts';
import type { GrantId, NewId, RequestId } from '../kernel/ids.ts';
import type { Actor, Cause } from '../kernel/principal.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import type { Grant } from './grant.ts';
import type { AccessEvent } from './outbox.ts';
import type { AccessReads, AccessStore, Written } from './ports.ts';
import type { Cue } from './transition.ts';

/** What a step of an elevation works with: the table, and who takes the step. */
export interface Step {
  readonly store: Pick<AccessReads, 'grant'> & Pick<AccessStore, 'changeGrant'>;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly by: Extract<Actor, { kind: 'system' }>;
  /** Of the HTTP request that asked, or that ended the grant; of the sweeper, its invocation. */
  readonly correlationId: string;
}

export interface Change<To extends Grant> {
  readonly to: To;
  readonly what: Omit<EntryFacts, 'subject' | 'targetId' | 'grantId'>;
  readonly events: readonly AccessEvent[];
}

/** What a transition is told, and what its events pass on. */
export type StepCue = Cue & Pick<Step, 'correlationId'>;

const ROUNDS = 5;

/**
 * One transition of a grant, decided on what is stored and written only if that is still stored; otherwise decided
 * again. `decide` answers null when there is nothing to do. Returns the grant as it is then; null if there is none.
 */
export async function changeGrant(
  step: Step,
  id: GrantId,
  decide: (grant: Grant, cue: StepCue) => Change<Grant> | null,
): Promise<Grant | null> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = await step.store.grant(id);
    if (from === null) return null;
    const at = step.clock();
    const change = decide(from, { at, by: step.by, correlationId: step.correlationId });
    if (change === null) return from;
    const entry = newEntry(step.newId, causeOf(step, at, from.rule.policies), {
      ...change.what,
      subject: from.id,
      targetId: from.targetId,
      grantId: from.id,
    });
    const written = await step.store.changeGrant({ from, to: change.to }, { entry, events: change.events });
    if (written.written) return change.to;
    mustBeRecorded(written);
  }
  throw new Contended(id);
}

export const causeOf = (
  { by, correlationId }: Pick<Step, 'by' | 'correlationId'>,
  at: EpochSeconds,
  reasons: readonly string[],
): Cause => ({ actor: by, signInId: null, correlationId, address: null, reasons, at });

/** No entry, no action: a step that cannot be recorded has not happened, and is tried again. */
export function mustBeRecorded(written: Extract<Written<string>, { written: false }>): void {
  if (written.failed.includes('recorded')) throw new NotRecorded();
}

class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}

/** Others changed it each time: the step is tried again later. */
export class Contended extends Error {
  override readonly name = 'Contended';
  constructor(id: GrantId | RequestId) {
    super(`${id} was changed by others each time`);
  }
}
