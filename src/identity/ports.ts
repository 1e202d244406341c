import type { Entry } from '../audit/entry.ts';
import type { GroupName, PersonId, SignInId, TargetId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { EventOf } from './directory-event.ts';
import type { Group } from './group.ts';
import type { ActivePerson, DisabledPerson, Person, Standing } from './person.ts';
import type { Enrolment } from './sign-in/enrolment.ts';

/** Either all of the change and its entry are stored, or nothing is, and these named conditions did not hold. */
export type Written<Condition extends string> =
  { readonly written: true } | { readonly written: false; readonly failed: readonly Condition[] };

/** No other enrolment has the same code. */
type EnrolmentIsNew = 'enrolment_is_new';

/** Every read sees every write that was reported as done before it began. */
export interface DirectoryReads {
  /** The person and all that their next call is judged by; null for someone who is not there. */
  standing(personId: PersonId): Promise<Standing | null>;
  /** Upper and lower case do not matter. */
  personByEmail(email: string): Promise<Person | null>;
  /** Everybody in the group, the disabled too; nobody for a group that is not there. */
  membersOf(group: GroupName): Promise<readonly PersonId[]>;
  /** Those of the ids that are known. */
  peopleOf(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Person>>;
  /** Those of the ids that are known. */
  namesOf(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
  /** Everybody in the order of their ids, page by page; `next` is null on the last one. */
  people(page: { readonly after: PersonId | null; readonly limit: number }): Promise<{
    readonly people: readonly Person[];
    readonly next: PersonId | null;
  }>;
  group(name: GroupName): Promise<Group | null>;
  groups(): Promise<readonly Group[]>;
}

/**
 * `person-unchanged`: the person still has the version of the one handed in; every write but `endSignIn` raises it.
 * `group-unchanged`: the group still has the version handed in; removing or disabling a member raises it.
 */
export interface Directory extends DirectoryReads {
  addPerson(
    change: { readonly person: ActivePerson; readonly enrolment: Enrolment },
    entry: Entry,
  ): Promise<Written<'id-free' | 'email-free' | EnrolmentIsNew>>;
  /**
   * Ends all sign-ins, and lets the person set up a password and second factor anew, once. What they had is forgotten
   * in the same moment; or, with `none-yet`, they must never have set up any.
   */
  renewEnrolment(
    change: {
      readonly from: ActivePerson;
      readonly to: ActivePerson;
      readonly enrolment: Enrolment;
      readonly credentials: 'forgotten' | 'none-yet';
    },
    entry: Entry,
  ): Promise<Written<'person-unchanged' | 'not-enrolled-yet' | EnrolmentIsNew>>;
  /** With `shrinks` where the person's leaving must not race with others': that group gets one active member fewer. */
  disablePerson(
    change: {
      readonly from: ActivePerson;
      readonly to: DisabledPerson;
      readonly event: EventOf<'person-disabled'>;
      readonly shrinks: Group | 'no-guarded-group';
    },
    entry: Entry,
  ): Promise<Written<'person-unchanged' | 'group-unchanged'>>;
  enablePerson(
    change: { readonly from: DisabledPerson; readonly to: ActivePerson },
    entry: Entry,
  ): Promise<Written<'person-unchanged'>>;
  renamePerson(
    change: { readonly from: Person; readonly to: Person },
    entry: Entry,
  ): Promise<Written<'person-unchanged'>>;
  addGroup(group: Group, entry: Entry): Promise<Written<'name-free'>>;
  describeGroup(
    change: { readonly from: Group; readonly to: Group },
    entry: Entry,
  ): Promise<Written<'group-unchanged'>>;
  /** Whoever calls has seen that nobody is in it; a change of the configuration in between is seen at the counter. */
  removeGroup(group: Group, entry: Entry): Promise<Written<'group-unchanged'>>;
  addMember(
    change: { readonly person: Person; readonly group: GroupName },
    entry: Entry,
  ): Promise<Written<'person-unchanged' | 'group-exists'>>;
  removeMember(
    change: { readonly person: Person; readonly group: Group; readonly event: EventOf<'membership-removed'> },
    entry: Entry,
  ): Promise<Written<'person-unchanged' | 'group-unchanged'>>;
  addEligibility(
    change: { readonly person: Person; readonly targetId: TargetId },
    entry: Entry,
  ): Promise<Written<'person-unchanged'>>;
  removeEligibility(
    change: { readonly person: Person; readonly targetId: TargetId; readonly event: EventOf<'eligibility-removed'> },
    entry: Entry,
  ): Promise<Written<'person-unchanged'>>;
  /** Ends all of them: `to` is the person with the new `notBefore`. */
  endSignIns(
    change: { readonly from: Person; readonly to: Person },
    entry: Entry,
  ): Promise<Written<'person-unchanged'>>;
  /** Ends one; kept until `expiresAt`, when no token of it can be valid any more. */
  endSignIn(
    change: { readonly personId: PersonId; readonly signInId: SignInId; readonly expiresAt: EpochSeconds },
    entry: Entry,
  ): Promise<Written<'not-ended-before'>>;
  /** Works once: adds the person, the groups, and the person to the group of administrators. */
  bootstrapAdministrator(
    change: {
      readonly person: ActivePerson;
      readonly enrolment: Enrolment;
      readonly administrators: GroupName;
      readonly groups: readonly Group[];
      readonly at: EpochSeconds;
    },
    entry: Entry,
  ): Promise<Written<'no-administrator-yet' | 'id-free' | 'email-free' | 'name-free' | EnrolmentIsNew>>;
  /** An entry without a change: someone was shown personal data. When this returns, it is stored. */
  record(entry: Entry): Promise<void>;
}
