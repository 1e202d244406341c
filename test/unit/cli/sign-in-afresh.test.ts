import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Problem } from '../../../cli/failure.ts';
import { openContext } from '../../../cli/open-context.ts';
import { openOutput } from '../../../cli/output.ts';
import { withFreshSignIn } from '../../../cli/sign-in/sign-in-afresh.ts';
import { signInAt } from './support/desk.ts';
import { comeBack, issuerThat } from './support/oidc.ts';
import type { TestIssuer } from './support/issuer.ts';
import { untilSaid } from './support/until-said.ts';
import { testWorld } from './world.ts';

let server: TestIssuer;
afterEach(async () => server.close());

const tooOld = () =>
  new Problem({
    status: 401,
    code: 'insufficient_user_authentication',
    title: 'A fresher or stronger sign-in is needed',
    detail: 'This asks for a sign-in that is at most 300 seconds old.',
    obligation: { acrValues: 'urn:sallyport:acr:mfa', maxAgeSeconds: 300 },
  });

async function signedIn(claims: object = {}) {
  server = await issuerThat({ claims });
  const home = await mkdtemp(join(tmpdir(), 'sallyport-afresh-'));
  const now = () => Math.floor(Date.now() / 1000);
  const world = testWorld({ HOME: home, BROWSER: 'none', SALLYPORT_KEYRING: 'off' }, now);
  const { signal } = world.listenForInterrupt();
  const out = openOutput({ json: false, ...world });
  const context = openContext({ out, issuer: server.issuer, interrupted: signal, world });
  await context.signIn().begin(signInAt(server.issuer, now()));
  return { context, world };
}

describe('what asks for a fresher sign-in', () => {
  test('leads to one, in time to be used, and then goes on', async () => {
    const { context, world } = await signedIn();
    let calls = 0;
    const settled = withFreshSignIn(context, async () => {
      if ((calls += 1) === 1) throw tooOld();
      return context.signIn().accessToken();
    });
    const [url] = await untilSaid(world.err, /http\S+authorize\S+/);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      max_age: '150',
      acr_values: 'urn:sallyport:acr:mfa',
    });
    await comeBack(world, server);
    expect([await settled, calls]).toEqual(['access-1', 2]);
  });

  test('is asked once: a second refusal is the answer', async () => {
    const { context, world } = await signedIn();
    const settled = withFreshSignIn(context, () => Promise.reject(tooOld()));
    const expected = expect(settled).rejects.toMatchObject({ code: 'insufficient_user_authentication', exitCode: 3 });
    await comeBack(world, server);
    await expected;
  });

  test('by somebody else does nothing, and the sign-in stays as it was', async () => {
    const { context, world } = await signedIn({ sub: 'usr_2' });
    const settled = withFreshSignIn(context, () => Promise.reject(tooOld()));
    const expected = expect(settled).rejects.toMatchObject({ code: 'someone_else' });
    await comeBack(world, server);
    await expected;
    expect(await context.signIn().accessToken()).toBe('access-0');
  });

  test('every other refusal is passed on', async () => {
    const { context } = await signedIn();
    const no = new Problem({ status: 403, code: 'not_permitted', title: 'x', detail: 'No.' });
    await expect(withFreshSignIn(context, () => Promise.reject(no))).rejects.toBe(no);
  });
});
