import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { EntryId, GrantId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { epochSeconds } from '../kernel/time.ts';

/** One audit record. Ids rather than names: a person can be erased without touching the log. */
export const entrySchema = z
  .strictObject({
    id: idOf('ent'),
    at: epochSeconds,
    actor: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('person'), id: idOf('usr') }),
      z.strictObject({
        kind: z.literal('system'),
        name: z.enum(['workflow', 'sweeper', 'leaver', 'bootstrap', 'slack', 'issuer', 'vault']),
      }),
      z.strictObject({ kind: z.literal('anonymous') }),
    ]),
    signInId: z.string().nullable().meta({ description: 'the sign-in (`sid`) under which it was done' }),
    action: z.string().meta({ description: 'what was done or refused', examples: ['request.create'] }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'the id of the person, group, target or request it was done to' }),
    targetId: idOf('tgt').nullable(),
    grantId: idOf('grt').nullable(),
    outcome: z.enum(['allowed', 'denied', 'failed']),
    reasons: z.array(z.string()).meta({ description: 'ids of the policies that decided, or the refusal code' }),
    correlationId: z
      .string()
      .meta({ description: 'the id of the HTTP request that led to it; `x-request-id` of its answer' }),
    address: z.string().nullable(),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'ids, numbers and codes that belong to the action' }),
  })
  .meta({ id: 'Entry' });

export type Entry = z.infer<typeof entrySchema>;

export interface EntryFacts {
  readonly action: string;
  readonly outcome: Entry['outcome'];
  readonly subject?: string;
  readonly targetId?: Entry['targetId'];
  readonly grantId?: GrantId | null;
  readonly facts?: Entry['facts'];
  /** Instead of the cause's reasons, where a refusal code says more. */
  readonly reasons?: readonly string[];
}

/** The entry of one action under one cause. */
export function entryOf(id: EntryId, cause: Cause, what: EntryFacts): Entry {
  return {
    id,
    at: cause.at,
    actor: cause.actor,
    signInId: cause.signInId,
    action: what.action,
    subject: what.subject ?? null,
    targetId: what.targetId ?? null,
    grantId: what.grantId ?? null,
    outcome: what.outcome,
    reasons: [...(what.reasons ?? cause.reasons)],
    correlationId: cause.correlationId,
    address: cause.address,
    facts: what.facts ?? {},
  };
}

export const newEntry = (newId: NewId, cause: Cause, what: EntryFacts): Entry => entryOf(newId('ent'), cause, what);
