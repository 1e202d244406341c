import { Provider, errors, interactionPolicy } from 'oidc-provider';
import type { Configuration, ExternalSigningKey, KoaContextWithOIDC } from 'oidc-provider';
import { idOf } from '../../../kernel/ids.ts';
import { ACR_MFA } from '../../../kernel/principal.ts';
import type { Clock, EpochSeconds } from '../../../kernel/time.ts';
import { signInHolds } from '../../person.ts';
import { INTERACTION_COOKIE, RESUME_COOKIE, SESSION_COOKIE } from '../cookies.ts';
import { endSignIn } from '../end-sign-in.ts';
import { SCOPES, grantIdOf, signInIdOf } from '../sign-in.ts';
import type { Lifetimes } from '../sign-in.ts';
import type { SignInSurroundings } from '../surroundings.ts';
import { DEVICE_CODE_SECONDS } from '../device.ts';
import type { ThrottleStore } from '../ports.ts';
import { afterDeviceCall } from './device-polling.ts';
import type { DynamoOidcAdapter } from './dynamo-oidc-adapter.ts';
import { oidcClients } from './oidc-clients.ts';
import { renderError, renderSignOut, renderSignedOut } from './oidc-pages.ts';
import {
  ADDRESS_HEADER,
  CORRELATION_HEADER,
  browserSignIn,
  causeOf,
  revokedSignIns,
  tokenSignIn,
} from './oidc-sign-ins.ts';

export interface ProviderParts {
  readonly signingKey: ExternalSigningKey;
  readonly adapterFor: (model: string) => DynamoOidcAdapter;
  readonly surroundings: Pick<SignInSurroundings, 'issuer' | 'newId' | 'directory'>;
  readonly lifetimes: Lifetimes;
  readonly throttle: ThrottleStore;
  readonly clock: Clock;
  readonly reportFault: (error: unknown, correlationId: string) => void;
}

/** The OpenID provider, with everything that is not needed switched off. */
export function oidcProvider(parts: ProviderParts): Provider {
  const { issuer } = parts.surroundings;
  const provider: Provider = new Provider(
    issuer,
    configuration(parts, () => provider),
  );
  // The bridge states the issuer's own host and scheme in the forwarded headers, whatever the caller sent.
  provider.proxy = true;
  // Cookies are always `Secure`; browsers take them from http://localhost too, and koa would refuse to set them there.
  Object.defineProperty(provider.request, 'secure', { get: () => true });
  // Without a session there is nothing to confirm; the provider's own page would need script.
  provider.use<object, Pick<KoaContextWithOIDC, 'oidc'>>(async (ctx, next) => {
    await next();
    if (isSignOutOfNobody(ctx)) await renderSignedOut(ctx);
    await afterDeviceCall(ctx, parts.throttle, parts.clock);
  });
  provider.on('server_error', (ctx, error) => parts.reportFault(error, ctx.get(CORRELATION_HEADER)));
  return provider;
}

function configuration(parts: ProviderParts, provider: () => Provider): Configuration {
  const { signingKey, adapterFor, surroundings, clock } = parts;
  const { accessTokenSeconds, signInSeconds } = parts.lifetimes;
  const { issuer, directory } = surroundings;
  const api = `${issuer}/api`;
  const remaining = (authenticatedAt: EpochSeconds | undefined) =>
    Math.max(1, (authenticatedAt ?? clock()) + signInSeconds - clock());

  const policy = interactionPolicy.base();
  // Our own clients ask for nothing that the person could refuse.
  policy.remove('consent');
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'sign_in_ended',
        'the sign-in has been ended',
        'login_required',
        (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
      ),
    );

  return {
    adapter: adapterFor,
    jwks: { keys: [signingKey] },
    clients: oidcClients(issuer),
    clientDefaults: { id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'none' },
    clientAuthMethods: ['none'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: [...SCOPES],
    claims: { openid: ['sub', 'sid', 'acr', 'amr', 'auth_time'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    acrValues: [ACR_MFA],
    subjectTypes: ['public'],
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Codes and refresh tokens live no longer than the session, so that signing out ends them.
    expiresWithSession: () => true,
    clockTolerance: 5,
    // Cookies carry only random names of records; a signature would prove nothing more, so there is no key to keep.
    cookies: {
      names: { session: SESSION_COOKIE, interaction: INTERACTION_COOKIE, resume: RESUME_COOKIE },
      long: { httpOnly: true, sameSite: 'lax', secure: true, signed: false },
      short: { httpOnly: true, sameSite: 'lax', secure: true, signed: false },
    },
    features: {
      devInteractions: { enabled: false },
      // The codes and the answers to the device; the pages are ours, and no route leads to the provider's.
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        deviceInfo: (ctx) => ({ address: ctx.get(ADDRESS_HEADER) || null }),
      },
      dPoP: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: renderSignOut,
        postLogoutSuccessSource: renderSignedOut,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => api,
        getResourceServerInfo: (_ctx, resource) => {
          // RFC 8707: our tokens are for our API and nothing else.
          if (resource !== api) throw new errors.InvalidTarget();
          return {
            scope: '',
            audience: api,
            accessTokenFormat: 'jwt',
            accessTokenTTL: accessTokenSeconds,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
        useGrantedResource: () => true,
      },
    },
    discovery: { userinfo_endpoint: `${issuer}/oauth2/userinfo` },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      device_authorization: '/oauth2/device',
      code_verification: '/device',
      jwks: '/oauth2/jwks',
      revocation: '/oauth2/revoke',
      end_session: '/oauth2/end-session',
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: DEVICE_CODE_SECONDS,
      Grant: signInSeconds,
      IdToken: accessTokenSeconds,
      Interaction: 1800,
      RefreshToken: (_ctx, token) => remaining(token.authTime),
      Session: (_ctx, session) => remaining(session.loginTs),
    },
    interactions: { policy, url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    renderError,
    extraTokenClaims: (ctx, token) => {
      const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
      const source = RefreshToken ?? AuthorizationCode ?? DeviceCode;
      if (!('grantId' in token)) return undefined;
      return { sid: signInIdOf(token.grantId), acr: source?.acr, amr: source?.amr, auth_time: source?.authTime };
    },
    async findAccount(ctx, sub, token) {
      const personId = idOf('usr').safeParse(sub);
      const signIn = token === undefined ? browserSignIn(ctx) : tokenSignIn(token);
      if (!personId.success || signIn === null) return undefined;
      // Also one that was begun when the settings allowed more.
      if (signIn.authenticatedAt + signInSeconds <= clock()) return undefined;
      const standing = await directory.standing(personId.data);
      if (standing === null || !signInHolds(standing, signIn)) return undefined;
      const { name, email } = standing.person;
      return { accountId: sub, claims: () => ({ sub, sid: signIn.id, name, email }) };
    },
    async loadExistingGrant(ctx) {
      const { client, account } = ctx.oidc;
      const signIn = browserSignIn(ctx);
      if (client === undefined || account === undefined || signIn === null) return undefined;
      const { Grant } = provider();
      const jti = grantIdOf(signIn.id, client.clientId);
      const fresh = ctx.oidc.result?.login !== undefined;
      const existing = fresh ? undefined : await Grant.find(jti);
      if (existing !== undefined) return existing;
      const grant = new Grant({ accountId: account.accountId, clientId: client.clientId });
      grant.jti = jti;
      grant.addOIDCScope(SCOPES.join(' '));
      await grant.save();
      return grant;
    },
    async revokeGrantPolicy(ctx) {
      const revoked = await revokedSignIns(ctx, provider());
      const cause = causeOf(ctx, clock());
      for (const { personId, signInId } of revoked.signIns)
        await endSignIn(surroundings, { personId, signInId, why: revoked.why }, cause);
      return true;
    },
  };
}

const isSignOutOfNobody = (ctx: Pick<KoaContextWithOIDC, 'status' | 'oidc'>): boolean =>
  ctx.status === 200 && ctx.oidc.route === 'end_session' && ctx.oidc.session?.accountId === undefined;
