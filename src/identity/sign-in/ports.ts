import type { Entry } from '../../audit/entry.ts';
import type { PersonId, SignInId } from '../../kernel/ids.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import type { ActivePerson } from '../person.ts';
import type { Written } from '../ports.ts';
import type { LetIn, WaitingDevice } from './device.ts';
import type { Enrolment } from './enrolment.ts';
import type { Attempts } from './throttle.ts';

/** What a person proves themselves with. The secret is sealed: only the function that checks it can open it. */
export interface Credentials {
  readonly passwordHash: string;
  readonly sealedTotpSecret: string;
  /** The last time step whose code was used. */
  readonly lastTotpStep: number;
}

/** Someone proved a password in this interaction, and the second factor is still to come. */
export interface PasswordProof {
  readonly personId: PersonId;
  readonly provenAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
}

/** An enrolment that is not used up, as far as it has come. */
export interface OpenEnrolment extends Enrolment {
  readonly chosen: { readonly passwordHash: string; readonly sealedTotpSecret: string } | null;
}

/** Nobody has let the device in or refused it, and its code has not expired. */
export type DeviceWaits = 'device-waiting';

/** Passwords, second factors and what leads to them. Every read sees every write done before. */
export interface SignInStore {
  credentialsOf(personId: PersonId): Promise<Credentials | null>;
  passwordProof(interaction: string): Promise<PasswordProof | null>;
  putPasswordProof(interaction: string, proof: PasswordProof): Promise<void>;
  /** Uses up the code's step and the proof, lets a device in if it is for one, and stores the entry: all, or nothing. */
  completeSignIn(
    change: {
      readonly interaction: string;
      readonly personId: PersonId;
      readonly step: number;
      readonly letIn: LetIn | null;
    },
    entry: Entry,
  ): Promise<Written<'code-unused' | 'password-proven' | 'person-active' | DeviceWaits>>;
  /** The device is told so at its next question. */
  refuseDevice(
    change: { readonly device: WaitingDevice; readonly at: EpochSeconds },
    entry: Entry,
  ): Promise<Written<DeviceWaits>>;
  /** The person's newest enrolment, if this is the hash of its code; expiry is for the caller to judge. */
  enrolment(codeHash: string): Promise<OpenEnrolment | null>;
  /** Keeps what was chosen until the first code proves that the second factor works. */
  chooseCredentials(enrolment: Enrolment, chosen: NonNullable<OpenEnrolment['chosen']>): Promise<boolean>;
  /** Uses up the enrolment, sets the credentials and ends the sign-ins made with older ones: all, or nothing. */
  completeEnrolment(
    change: {
      readonly enrolment: OpenEnrolment;
      readonly credentials: Credentials;
      readonly person: ActivePerson;
      readonly notBefore: EpochSeconds;
    },
    entry: Entry,
  ): Promise<Written<'enrolment-open' | 'person-unchanged'>>;
}

/** Seals a small secret for one person; what was sealed for one cannot be opened for another. */
export interface SecretSeal {
  seal(personId: PersonId, secret: string): Promise<string>;
  open(personId: PersonId, sealed: string): Promise<string>;
}

export interface ThrottleStore {
  attempts(key: string): Promise<Attempts | null>;
  /** Stores only if the count is still the one that was read; false if someone else came first. */
  put(key: string, attempts: Attempts, before: Attempts | null): Promise<boolean>;
  /** After a success. */
  forget(key: string): Promise<void>;
}

/** A sign-in that a client asked for and that the pages now carry out. */
export interface PendingSignIn {
  readonly interaction: string;
  readonly clientId: string;
  /** Where the redirect after the last form goes, for the content security policy. */
  readonly leadsTo: string;
  /** Who is signed in at this browser already, and has to show again that it is them. */
  readonly current: {
    readonly personId: PersonId;
    readonly signInId: SignInId | null;
    readonly authenticatedAt: EpochSeconds;
  } | null;
  /** The device elsewhere that this sign-in is for, and whether the person has said that it is theirs. */
  readonly device: (WaitingDevice & { readonly confirmed: boolean }) | null;
}

export interface PendingSignIns {
  find(interaction: string): Promise<PendingSignIn | null>;
  /** Hands the result to the issuer and returns where the browser goes on. */
  finish(
    interaction: string,
    done: { readonly personId: PersonId; readonly signInId: SignInId; readonly authenticatedAt: EpochSeconds },
  ): Promise<string>;
}

/** The issuer's device codes, as far as the pages need them. */
export interface WaitingDevices {
  /** The device that shows this code; null if there is none, or none that waits. */
  waiting(userCode: string): Promise<WaitingDevice | null>;
  /** Begins a sign-in for the device, which ends with its code; returns the interaction, a random name. */
  begin(device: WaitingDevice): Promise<string>;
  /** The person has said that the device is theirs. */
  confirm(interaction: string, device: WaitingDevice): Promise<void>;
  /** Makes ready what the device is given when it is let in; before that it is good for nothing. */
  prepare(letIn: LetIn): Promise<void>;
  /** Forgets the interaction and returns where the browser goes on. */
  finish(interaction: string): Promise<string>;
}
