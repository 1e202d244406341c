import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { Actor } from '../kernel/principal.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** Who did it: a person, or a part of Sallyport that acts on its own. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), id: idOf('usr') }),
  z.strictObject({
    kind: z.literal('system'),
    name: z.enum(['workflow', 'sweeper', 'leaver', 'bootstrap', 'slack', 'issuer', 'vault']),
  }),
  z.strictObject({ kind: z.literal('anonymous') }),
]) satisfies z.ZodType<Actor>;

/** That something came into a state. */
export const transitionOf = <const States extends readonly string[]>(states: States) =>
  z.strictObject({ state: z.enum(states), at: epochSeconds, by: actorSchema });

/** By whom and when: what every transition is told. */
export interface Cue {
  readonly by: Actor;
  readonly at: EpochSeconds;
}
