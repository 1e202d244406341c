import { openTestIssuer } from './issuer.ts';
import type { Answer, TestIssuer } from './issuer.ts';
import { untilSaid } from './until-said.ts';

export const clock = () => Math.floor(Date.now() / 1000);

export interface Kind {
  /** So many seconds is its clock ahead of ours. */
  readonly ahead?: number;
  readonly claims?: object;
  readonly metadata?: object;
  readonly polls?: readonly object[];
}

/** An issuer that gives whoever asks the tokens of Alice; ID tokens come over TLS from it, so their signature is not looked at. */
export async function issuerThat(kind: Kind = {}): Promise<TestIssuer> {
  const own = { issuer: '' };
  const server = await openTestIssuer({ before: answersOf(own, kind) });
  own.issuer = server.issuer;
  return server;
}

/** What it answers with; its own address is known when the server listens. */
export function answersOf(
  own: { readonly issuer: string },
  { ahead = 0, claims = {}, metadata = {}, polls = [] }: Kind = {},
): Answer {
  let polled = 0;
  return ({ url = '' }, response, body) => {
    const answer = (status: number, value: object) => {
      const date = new Date((clock() + ahead) * 1000).toUTCString();
      response.writeHead(status, { 'content-type': 'application/json', date }).end(JSON.stringify(value));
      return true;
    };
    const { issuer } = own;
    if (url.startsWith('/.well-known/'))
      return answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/oauth2/authorize`,
        token_endpoint: `${issuer}/oauth2/token`,
        authorization_response_iss_parameter_supported: true,
        id_token_signing_alg_values_supported: ['ES256'],
        ...metadata,
      });
    if (url === '/oauth2/device')
      return answer(200, {
        ...{
          device_code: 'd',
          user_code: 'WDJB-MJHT',
          verification_uri: `${issuer}/device`,
          expires_in: 60,
          interval: 1,
        },
      });
    const pending = body.includes('device_code') ? polls[polled++] : undefined;
    if (pending !== undefined) return answer(400, pending);
    const now = clock() + ahead;
    const identity = { iss: issuer, aud: 'sallyport-cli', sub: 'usr_1', iat: now, exp: now + 300, auth_time: now };
    const person = { name: 'Alice', email: 'alice@example.com' };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const idToken = `${part({ alg: 'ES256' })}.${part({ ...identity, ...person, ...claims })}.${part({})}`;
    const tokens = { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300 };
    return answer(200, { ...tokens, id_token: idToken });
  };
}

/** Comes back as the browser does after the sign-in. */
export async function comeBack(
  world: { readonly err: () => string },
  server: Pick<TestIssuer, 'issuer'>,
  changed: Record<string, string> = {},
) {
  const [, url = ''] = await untilSaid(world.err, /to sign in:\n\s+(\S+)/);
  const { searchParams } = new URL(url);
  const query = { code: 'c', state: searchParams.get('state') ?? '', iss: server.issuer, ...changed };
  return fetch(`${searchParams.get('redirect_uri') ?? ''}?${new URLSearchParams(query).toString()}`);
}
