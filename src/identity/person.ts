import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { GroupName, PersonId, SignInId, TargetId } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

const known = {
  id: idOf('usr'),
  name: z.string(),
  /** In lower case: two people never share one. */
  email: z.string(),
  /** Sign-ins of this second and before count no more. */
  notBefore: epochSeconds,
  /** Counts every change to the person, their memberships and their eligibility. */
  version: z.int().positive(),
};

/** Someone who may sign in. */
export const activePerson = z.strictObject({ ...known, status: z.literal('active') });
/** Someone who may do nothing, and whose power is taken back. */
export const disabledPerson = z.strictObject({ ...known, status: z.literal('disabled'), disabledAt: epochSeconds });
export const person = z.discriminatedUnion('status', [activePerson, disabledPerson]);

export type ActivePerson = z.infer<typeof activePerson>;
export type DisabledPerson = z.infer<typeof disabledPerson>;
export type Person = z.infer<typeof person>;

/** The person together with all that their next call is judged by, read at one moment. */
export interface Standing {
  readonly person: Person;
  readonly groups: readonly GroupName[];
  /** Targets the person may ask for. */
  readonly eligible: readonly TargetId[];
  readonly endedSignIns: ReadonlySet<SignInId>;
}

export const newPerson = (known: { id: PersonId; name: string; email: string }): ActivePerson => ({
  ...known,
  status: 'active',
  notBefore: 0,
  version: 1,
});

export const withSignInsEnded = <P extends Person>(person: P, at: EpochSeconds): P => ({
  ...person,
  notBefore: Math.max(person.notBefore, at),
  version: person.version + 1,
});

export const disable = (person: ActivePerson, at: EpochSeconds): DisabledPerson => ({
  ...withSignInsEnded(person, at),
  status: 'disabled',
  disabledAt: at,
});

/** What was taken away stays away: sign-ins from before the end count no more. */
export const enable = ({ disabledAt: _, ...person }: DisabledPerson): ActivePerson => ({
  ...person,
  status: 'active',
  version: person.version + 1,
});

/**
 * Whether a sign-in of this person still counts. `auth_time` has whole seconds, so a sign-in of the very second in
 * which all were ended counts as one of those.
 */
export const signInHolds = (
  { person, endedSignIns }: Pick<Standing, 'person' | 'endedSignIns'>,
  signIn: { readonly id: SignInId; readonly authenticatedAt: EpochSeconds },
): boolean => person.status === 'active' && signIn.authenticatedAt > person.notBefore && !endedSignIns.has(signIn.id);
