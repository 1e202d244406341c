import { memberOf } from '../headless/member.ts';
import type { Member } from '../headless/member.ts';
import type { Cast } from './cast.ts';
import type { Narrator } from './narrator.ts';

/** Somebody signs in with password and authenticator, as the command line would. */
export async function signInStep(
  { play }: Narrator,
  { file, authenticators, named }: Cast,
  name: string,
): Promise<Member> {
  const member = memberOf({ file, person: named(name), authenticators });
  await play({
    step: `${member.person.name} signs in with password and authenticator`,
    request: 'GET /oauth2/authorize … POST /oauth2/token',
    expected: { status: 200 },
    run: () => member.signInAgain(),
    came: () => ({ status: 200, said: 'an access token for five minutes, and a refresh token' }),
  });
  return member;
}
