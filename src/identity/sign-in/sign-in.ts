import { idOf } from '../../kernel/ids.ts';
import type { SignInId } from '../../kernel/ids.ts';

/** The most that the settings may say (lib/settings.ts; a test holds the two together). */
export const LONGEST_ACCESS_TOKEN_SECONDS = 900;
export const LONGEST_SIGN_IN_SECONDS = 86_400;

/**
 * An ended sign-in is remembered until no token or session of it can be valid any more: by the longest that any
 * settings allow, because what was issued under longer ones may still be held after a deployment with shorter ones.
 */
export const ENDED_SECONDS = LONGEST_SIGN_IN_SECONDS + LONGEST_ACCESS_TOKEN_SECONDS + 600;

/** How long what a sign-in gives may last, as this deployment's settings say. */
export interface Lifetimes {
  /** After so long everybody signs in again, whatever they hold. */
  readonly signInSeconds: number;
  readonly accessTokenSeconds: number;
}

/** What a client may ask for. */
export const SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** Password and TOTP (RFC 8176). */
export const AMR = ['pwd', 'otp', 'mfa'];

/**
 * The grant of oidc-provider that one sign-in gives one client. Codes and refresh tokens carry the grant's id, so the
 * sign-in is found from any of them without another read. It is an internal name, never a credential.
 */
export const grantIdOf = (signInId: SignInId, clientId: string): string => `${signInId}.${clientId}`;

export function signInIdOf(grantId: string | undefined): SignInId | null {
  const parsed = idOf('sid').safeParse(grantId?.split('.')[0]);
  return parsed.success ? parsed.data : null;
}

/** The newest sign-in among the grants of one browser session: ids sort by time. */
export function newestSignIn(grantIds: readonly (string | undefined)[]): SignInId | null {
  return (
    grantIds
      .map(signInIdOf)
      .filter((id) => id !== null)
      .sort()
      .at(-1) ?? null
  );
}
