/** Routes that need no access token. Each guards itself or has nothing to guard; anything else here is a hole. */
export const publicOperations = ['GET /health', 'GET /openapi.json'];

/** Paths outside the API's contract: the issuer and the pages, each behind a gate of its own. */
export const pages: readonly string[] = [
  // oidc-provider: what OpenID Connect and OAuth say is public.
  'GET /.well-known/openid-configuration',
  'GET /.well-known/oauth-authorization-server',
  'GET /oauth2/authorize',
  'GET /oauth2/authorize/{interaction}',
  'GET /oauth2/jwks',
  'POST /oauth2/token',
  'POST /oauth2/device',
  'POST /oauth2/revoke',
  'GET /oauth2/end-session',
  'POST /oauth2/end-session',
  'POST /oauth2/end-session/confirm',
  'GET /oauth2/end-session/success',
  'GET /oauth2/userinfo',
  'POST /oauth2/userinfo',
  // Pages for someone who is not signed in yet.
  'GET /sign-in/{interaction}',
  'POST /sign-in/{interaction}',
  'GET /sign-in/{interaction}/second-factor',
  'POST /sign-in/{interaction}/second-factor',
  'GET /sign-in/{interaction}/device',
  'POST /sign-in/{interaction}/device',
  'GET /device',
  'POST /device',
  'GET /device/done',
  'GET /enrol',
  'POST /enrol',
  'GET /enrol/password',
  'POST /enrol/password',
  'GET /enrol/second-factor',
  'POST /enrol/second-factor',
  // The console: behind its own `__Host-` cookie and the same directory record.
  'GET /console',
  'GET /console/sign-in',
  'GET /console/callback',
  'POST /console/sign-out',
  'POST /console/requests',
  'GET /console/requests/{id}',
  'POST /console/requests/{id}/decision',
  'POST /console/requests/{id}/cancel',
  'GET /console/grants/{id}',
  'POST /console/grants/{id}/end',
];
