import type { GroupName, PersonId, SignInId, TargetId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { AccessToken } from './access-token.ts';
import { signInHolds } from './person.ts';
import type { DirectoryReads } from './ports.ts';

/** A person as the gate wants to know them: the sign-in, and what the directory says at this moment. */
export interface AuthenticatedSignIn {
  readonly personId: PersonId;
  readonly signInId: SignInId;
  readonly acr: string;
  readonly authenticatedAt: EpochSeconds;
  readonly clientId: string;
  readonly groups: readonly GroupName[];
  readonly eligible: readonly TargetId[];
}

export type Authentication =
  | { readonly authenticated: true; readonly tokenId: string; readonly signIn: AuthenticatedSignIn }
  | { readonly authenticated: false; readonly tokenId: string | null; readonly why: 'no-token' | 'token' | 'sign-in' };

/** `Bearer` and one compact JWS of a size that ours can have (RFC 6750, section 2.1; RFC 7515, section 7.1). */
const BEARER = /^Bearer +([A-Za-z0-9_-]{1,500}\.[A-Za-z0-9_-]{1,3000}\.[A-Za-z0-9_-]{1,200})$/i;

/**
 * Authenticates one call: the token by its signature and claims, then the person by one consistent read, so that a
 * disabled person or an ended sign-in is refused at the next call, whatever their token says.
 */
export async function authenticate(
  means: {
    readonly verify: (token: string) => Promise<AccessToken | null>;
    readonly directory: Pick<DirectoryReads, 'standing'>;
  },
  authorizationHeader: string | undefined,
): Promise<Authentication> {
  const text = BEARER.exec(authorizationHeader ?? '')?.[1];
  if (text === undefined) return { authenticated: false, tokenId: null, why: 'no-token' };
  const token = await means.verify(text);
  if (token === null) return { authenticated: false, tokenId: null, why: 'token' };
  const standing = await means.directory.standing(token.personId);
  const { id: tokenId, personId, signInId, clientId, acr, authenticatedAt } = token;
  if (standing === null || !signInHolds(standing, { id: signInId, authenticatedAt }))
    return { authenticated: false, tokenId, why: 'sign-in' };
  const { groups, eligible } = standing;
  return {
    authenticated: true,
    tokenId,
    signIn: { personId, signInId, acr, authenticatedAt, clientId, groups, eligible },
  };
}
