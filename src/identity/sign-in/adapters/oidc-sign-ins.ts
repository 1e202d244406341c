import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { idOf } from '../../../kernel/ids.ts';
import type { PersonId, SignInId } from '../../../kernel/ids.ts';
import type { Cause } from '../../../kernel/principal.ts';
import type { EpochSeconds } from '../../../kernel/time.ts';
import type { EndedBy } from '../end-sign-in.ts';
import { newestSignIn, signInIdOf } from '../sign-in.ts';

/** Set by the bridge on every request to the provider. */
export const CORRELATION_HEADER = 'sallyport-request-id';
export const ADDRESS_HEADER = 'sallyport-address';

export type AuthenticatedSignIn = { readonly id: SignInId; readonly authenticatedAt: EpochSeconds };

/** The sign-in of this browser: the one just made, else the newest that its session has given to a client. */
export function browserSignIn({ oidc: { session, result } }: KoaContextWithOIDC): AuthenticatedSignIn | null {
  const made = idOf('sid').safeParse(result?.['signInId']);
  const id = made.success ? made.data : newestSignIn(grantIdsOf(session?.authorizations));
  const authenticatedAt = session?.authTime();
  return id === null || authenticatedAt === undefined ? null : { id, authenticatedAt };
}

export function tokenSignIn(token: object): AuthenticatedSignIn | null {
  const id = 'grantId' in token && typeof token.grantId === 'string' ? signInIdOf(token.grantId) : null;
  const authenticatedAt = 'authTime' in token && typeof token.authTime === 'number' ? token.authTime : null;
  return id === null || authenticatedAt === null ? null : { id, authenticatedAt };
}

export const grantIdsOf = (authorizations: Record<string, { grantId?: string | undefined }> | undefined) =>
  Object.values(authorizations ?? {}).map(({ grantId }) => grantId);

interface Revoked {
  readonly why: EndedBy;
  readonly signIns: readonly { readonly personId: PersonId; readonly signInId: SignInId }[];
}

/** Which sign-ins end with the grants that the provider is about to revoke, and why. */
export async function revokedSignIns({ oidc }: KoaContextWithOIDC, provider: Provider): Promise<Revoked> {
  const of = (accountId: string | undefined, grantIds: readonly (string | undefined)[]) => {
    const personId = idOf('usr').safeParse(accountId);
    const ids = new Set(grantIds.map(signInIdOf).filter((id) => id !== null));
    return personId.success ? [...ids].map((signInId) => ({ personId: personId.data, signInId })) : [];
  };
  if (oidc.route === 'end_session_confirm')
    return { why: 'sign-out', signIns: of(oidc.session?.accountId, grantIdsOf(oidc.session?.authorizations)) };
  const token = oidc.entities.RefreshToken ?? (await codeOf(oidc.params, provider));
  return { why: oidc.route === 'revocation' ? 'revocation' : 'reuse', signIns: of(token?.accountId, [token?.grantId]) };
}

/** The code of a person's browser, or of a device, that came a second time. */
function codeOf(params: KoaContextWithOIDC['oidc']['params'], provider: Provider) {
  const [code, deviceCode] = [params?.['code'], params?.['device_code']];
  if (typeof code === 'string') return provider.AuthorizationCode.find(code, { ignoreExpiration: true });
  if (typeof deviceCode === 'string') return provider.DeviceCode.find(deviceCode, { ignoreExpiration: true });
  return Promise.resolve(undefined);
}

export const causeOf = (ctx: KoaContextWithOIDC, at: EpochSeconds): Cause => ({
  actor: { kind: 'system', name: 'issuer' },
  signInId: null,
  correlationId: ctx.get(CORRELATION_HEADER),
  address: ctx.get(ADDRESS_HEADER) || null,
  reasons: [],
  at,
});
