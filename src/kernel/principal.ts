import type { GroupName, PersonId, SignInId, TargetId } from './ids.ts';
import type { EpochSeconds } from './time.ts';

declare const verified: unique symbol;

/**
 * A person whose sign-in was checked for this very call. Only the gate can make one (src/http/gate.ts),
 * so a use case that takes it cannot be reached by someone who was not checked; a test holds that.
 */
export interface VerifiedPrincipal {
  readonly [verified]: true;
  readonly personId: PersonId;
  readonly signInId: SignInId;
  /** How the person signed in (OpenID Connect Core, section 2, `acr`). */
  readonly acr: string;
  readonly authenticatedAt: EpochSeconds;
  readonly clientId: string;
  readonly groups: readonly GroupName[];
  /** Targets that the person may ask for. */
  readonly eligible: readonly TargetId[];
}

/** Parts of Sallyport that act on their own, as audit entries name them. */
export type SystemActor = 'workflow' | 'sweeper' | 'leaver' | 'bootstrap' | 'slack' | 'issuer' | 'vault';

export type Actor =
  | { readonly kind: 'person'; readonly id: PersonId }
  | { readonly kind: 'system'; readonly name: SystemActor }
  /** Someone who did not, or could not, sign in. */
  | { readonly kind: 'anonymous' };

/** Password and a second factor. */
export const ACR_MFA = 'urn:sallyport:acr:mfa';

/** What every state change knows about the call that caused it; ends up in its audit entry. */
export interface Cause {
  readonly actor: Actor;
  readonly signInId: SignInId | null;
  /** The id of the HTTP request, workflow execution or invocation: one id through logs and entries. */
  readonly correlationId: string;
  readonly address: string | null;
  /** Ids of the policies that permitted it. */
  readonly reasons: readonly string[];
  readonly at: EpochSeconds;
}
