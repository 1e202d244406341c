import type { PageEvent, PageReply } from '../../http/page.ts';
import type { AccessToken } from '../access-token.ts';
import { authenticate } from '../authenticate.ts';
import type { SignInSurroundings } from './surroundings.ts';

/**
 * The UserInfo endpoint (OpenID Connect Core, section 5.3). Ours, because the provider's own knows only opaque tokens;
 * it judges a token as the authorizer does, so it answers nobody whose sign-in has ended.
 */
export async function answerUserinfo(
  { directory }: SignInSurroundings,
  verify: (token: string) => Promise<AccessToken | null>,
  event: PageEvent,
): Promise<PageReply> {
  const found = await authenticate({ verify, directory }, event.headers['authorization']);
  const standing = found.authenticated ? await directory.standing(found.signIn.personId) : null;
  if (standing === null)
    return {
      statusCode: 401,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        // RFC 6750, section 3.1: no error code for who came without a token.
        'www-authenticate': event.headers['authorization'] === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
      },
      body: JSON.stringify({ error: 'invalid_token' }),
    };
  const { id, name, email } = standing.person;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ sub: id, name, email }),
  };
}
