import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { askForCredentials, endGrant, grantIn } from '../../local/headless/elevation.ts';
import type { GrantView } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { untilEpoch } from '../../local/headless/until.ts';
import { tryAction } from '../../local/headless/use-credentials.ts';
import type { LentCredentials } from '../../local/headless/use-credentials.ts';
import { letAllWork, letFail } from './support/faults.ts';
import { approver, engineer } from './support/hire.ts';
import { held } from './support/hold.ts';
import { stack } from './support/stack.ts';
import { theTarget } from './support/target.ts';

/** IAM may take seconds to tell everyone; a revoke that takes longer than this is none. */
const SECONDS_TO_REVOKE = 10;
/** Longer than any test here looks: what ends earlier was ended. */
const LONG = 300;

let alice: Member;
let erin: Member;
let bob: Member;

beforeAll(async () => {
  // One after the other: the administrator who hires signs in once, with a code that counts once.
  alice = await engineer();
  erin = await engineer();
  bob = await approver();
});

const use = async (credentials: LentCredentials) => (await tryAction(stack, theTarget.probeAction, credentials)).result;

/** Tries until IAM says no, and answers the seconds; what is still allowed at the deadline fails the test. */
async function secondsUntilRefused(credentials: LentCredentials): Promise<number> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  while ((await use(credentials)) === 'allowed') {
    if (seconds() > SECONDS_TO_REVOKE)
      throw new Error(`the credentials are still allowed ${SECONDS_TO_REVOKE} s after their end`);
    await sleep(50);
  }
  return seconds();
}

/** What was seen: the two grants' sessions side by side, each used alone, outside Sallyport. */
const expectUse = async (of: Record<string, LentCredentials>, wanted: Record<string, 'allowed' | 'AccessDenied'>) =>
  expect(
    Object.fromEntries(await Promise.all(Object.entries(of).map(async ([name, each]) => [name, await use(each)]))),
  ).toEqual(wanted);

const statesOf = ({ transitions }: GrantView) => transitions.map(({ state }) => state);

describe('two grants on one role, used outside Sallyport with nothing but what was lent', () => {
  test('the one that is revoked goes from allowed to AccessDenied; the other works on, to its own end', async () => {
    const [ours, theirs] = await Promise.all([
      held(alice, bob, { targetId: theTarget.id, seconds: LONG }),
      held(erin, bob, { targetId: theTarget.id, seconds: 25 }),
    ]);
    const used = { ours: ours.credentials, theirs: theirs.credentials };
    await expectUse(used, { ours: 'allowed', theirs: 'allowed' });

    expect((await endGrant(bob, ours.grant.id)).status).toBe(202);
    const seconds = await secondsUntilRefused(ours.credentials);
    await expectUse(used, { ours: 'AccessDenied', theirs: 'allowed' });

    const revoked = await grantIn(alice, ours.grant.id, 'ended');
    expect(revoked.end?.why).toBe('revoked');
    expect(revoked.probe?.result).toBe('refused');
    expect(revoked.timeToEndSeconds).toBeLessThanOrEqual(SECONDS_TO_REVOKE);
    expect(revoked.endedAt).toBeLessThan(revoked.endsAt);
    expect(seconds).toBeLessThan(SECONDS_TO_REVOKE);
    expect(statesOf(revoked).slice(-4)).toEqual(['activating', 'active', 'ending', 'ended']);
    expect((await askForCredentials(alice, ours.grant.id)).code).toBe('grant_not_active');

    // The first one's end has been proven, denies and all, and the second one has noticed nothing.
    await expectUse(used, { ours: 'AccessDenied', theirs: 'allowed' });
    expect((await askForCredentials(erin, theirs.grant.id)).status).toBe(200);

    await untilEpoch(theirs.grant.endsAt);
    await expectUse(used, { ours: 'AccessDenied', theirs: 'AccessDenied' });
    expect((await grantIn(erin, theirs.grant.id, 'ended')).end?.why).toBe('expired');
  });

  test('the natural end needs nobody: at that second IAM refuses, by the session policy alone', async () => {
    const [short, long] = await Promise.all([
      held(alice, bob, { targetId: theTarget.id, seconds: 12 }),
      held(erin, bob, { targetId: theTarget.id, seconds: LONG }),
    ]);
    const used = { short: short.credentials, long: long.credentials };
    await expectUse(used, { short: 'allowed', long: 'allowed' });

    await untilEpoch(short.grant.endsAt);
    // Nothing else has ended yet that could refuse it: the workflow only begins to verify now.
    await expectUse(used, { short: 'AccessDenied', long: 'allowed' });

    const ended = await grantIn(alice, short.grant.id, 'ended');
    expect(ended.end).toMatchObject({ why: 'expired', at: short.grant.endsAt });
    expect(ended.probe?.result).toBe('refused');
    expect(ended.timeToEndSeconds).toBeLessThanOrEqual(SECONDS_TO_REVOKE);
    await expectUse(used, { short: 'AccessDenied', long: 'allowed' });
    await endGrant(erin, long.grant.id);
  });

  test('three that are given back at once are all refused, and the fourth is not', async () => {
    const holders = [alice, erin, await engineer(), await engineer()];
    const grants = await Promise.all(holders.map((each) => held(each, bob, { targetId: theTarget.id, seconds: LONG })));
    const [staying, ...leaving] = grants.map((each, index) => ({ ...each, holder: holders[index] ?? alice }));
    if (!staying) throw new Error('there are four');
    await Promise.all(leaving.map(({ holder, grant }) => endGrant(holder, grant.id)));
    for (const { holder, grant } of leaving) await grantIn(holder, grant.id, 'ended', 60);
    for (const { credentials } of leaving) expect(await use(credentials)).toBe('AccessDenied');
    expect(await use(staying.credentials)).toBe('allowed');
    await endGrant(staying.holder, staying.grant.id);
  });
});

describe('an end that fails', () => {
  afterEach(letAllWork);

  test('is loud, is never called ended, and comes about all the same once it can', async () => {
    const { grant, credentials } = await held(alice, bob, { targetId: theTarget.id, seconds: LONG });
    // Whoever begins to take it away dies before the deny, each time.
    await letFail({ crashPoints: { 'take-away:after-ending': 1000 } });
    expect((await endGrant(bob, grant.id)).status).toBe(202);
    const failed = await grantIn(alice, grant.id, ['revoke_failed', 'ended'], 90);
    expect(failed.state).toBe('revoke_failed');
    expect(await use(credentials)).toBe('allowed');
    expect((await askForCredentials(alice, grant.id)).code).toBe('grant_not_active');

    await letAllWork();
    const ended = await grantIn(alice, grant.id, 'ended', 120);
    expect(await use(credentials)).toBe('AccessDenied');
    expect(statesOf(ended).slice(-3)).toEqual(['ending', 'revoke_failed', 'ended']);
    expect(ended.timeToEndSeconds).toBeGreaterThan(SECONDS_TO_REVOKE);
  }, 240_000);
});
