import { idOf } from '../../kernel/ids.ts';
import type { SignInId } from '../../kernel/ids.ts';

/** A working day: after it everybody signs in again, whatever they hold. */
export const SIGN_IN_SECONDS = 12 * 3600;
export const ACCESS_TOKEN_SECONDS = 300;
/** An ended sign-in is remembered until no token or session of it can be valid any more. */
export const ENDED_SECONDS = SIGN_IN_SECONDS + ACCESS_TOKEN_SECONDS + 600;

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
