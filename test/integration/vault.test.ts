import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { endGrant, grantIn } from '../../local/headless/elevation.ts';
import { bodyOf } from '../../local/headless/expect-answer.ts';
import type { Member } from '../../local/headless/member.ts';
import { until } from '../../local/headless/until.ts';
import { connect, logIn, REFUSED } from '../../local/headless/use-database.ts';
import { approver, engineer } from './support/hire.ts';
import { active, checkIn, checkOut, lease, leased, reveal, seen } from './support/lease.ts';
import { linesOf } from './support/logs.ts';
import { atRest, currentValue, openVault, readCredential, rotate, untilRefused } from './support/open-vault.ts';
import type { OpenVault } from './support/open-vault.ts';
import { entriesOf, readEntries } from './support/record.ts';
import { localFile, shared } from './support/stack.ts';

let vault: OpenVault;
let alice: Member;
let erin: Member;
let bob: Member;

beforeAll(async () => {
  vault = await openVault();
  // One after the other: the administrator who hires signs in once, with a code that counts once.
  alice = await engineer([vault.application, vault.administrator]);
  erin = await engineer([vault.application]);
  bob = await approver();
}, 180_000);
afterAll(() => vault.close());

const forSeconds = (seconds: number) => ({ targetId: vault.application, seconds });
const words = (body: unknown) => JSON.stringify(body);

describe('a rotation that somebody asks for', () => {
  test('makes a value that logs in, moves the label to it, and makes the old one good for nothing', async () => {
    const before = await currentValue(vault.application);
    expect(await logIn(vault.database, before)).toBe('in');
    await rotate(vault.ada, vault.application);
    const { lastRotation, health } = await atRest(vault.ada, vault.application);
    const after = await currentValue(vault.application);
    expect(lastRotation).toMatchObject({ why: 'on-demand' });
    expect(health.state).toBe('ok');
    expect(after.versionId).not.toBe(before.versionId);
    expect(after.username).not.toBe(before.username);
    expect(await logIn(vault.database, after)).toBe('in');
    expect(await logIn(vault.database, before)).toMatch(REFUSED);
  });

  test('waits for the server when it is away: what is current then stays good, and the rotation is finished after', async () => {
    const before = await currentValue(vault.application);
    const { lastRotation } = await readCredential(vault.ada, vault.application);
    const began = Date.now() / 1000;
    const bringBack = await vault.lose();
    try {
      await rotate(vault.ada, vault.application);
      await until(
        async () => (await linesOf('keep-credentials', began)).find((line) => line.includes('"message":"fault"')),
        { what: 'a step that failed without the server', withinSeconds: 60, everyMilliseconds: 500 },
      );
      const begun = await readCredential(vault.ada, vault.application);
      expect(begun.underWay).toMatchObject({ why: 'on-demand' });
      expect(begun.lastRotation).toEqual(lastRotation);
      expect((await currentValue(vault.application)).versionId).toBe(before.versionId);
    } finally {
      await bringBack();
    }
    expect(await logIn(vault.database, before)).toBe('in');
    await atRest(vault.ada, vault.application, 100);
    const after = await currentValue(vault.application);
    expect(after.versionId).not.toBe(before.versionId);
    expect(await logIn(vault.database, after)).toBe('in');
    expect(await logIn(vault.database, before)).toMatch(REFUSED);
  });
});

describe('a credential that is checked out and seen', () => {
  test('is good for its holder until it is checked in, and for nobody after; the grant then ends for good', async () => {
    const began = Math.floor(Date.now() / 1000);
    const { id } = await active(alice, bob, forSeconds(600));
    bodyOf(await checkOut(alice, id), 200, lease);
    const { versionId, ...shown } = await seen(alice, id);
    expect(versionId).toBe((await currentValue(vault.application)).versionId);
    const session = await connect(vault.database, shown);
    const { rows } = await session.query('SELECT count(*)::int AS count FROM orders');
    expect(rows).toEqual([{ count: 3 }]);

    const checkedIn = bodyOf(
      await checkIn(alice, id),
      200,
      z.object({ had: z.literal('lease'), rotation: z.enum(['owed', 'under-way']) }),
    );
    expect(checkedIn.had).toBe('lease');
    const { lastRotation } = await atRest(vault.ada, vault.application);
    expect(lastRotation).toMatchObject({ why: 'reveal' });
    expect(await logIn(vault.database, shown)).toMatch(REFUSED);
    // What was open under it was cut.
    await expect(session.query('SELECT 1')).rejects.toThrow();

    expect((await endGrant(alice, id)).status).toBe(202);
    expect((await grantIn(alice, id, 'ended', 60)).probe?.result).toBe('refused');

    const entries = await entriesOf(id, (all) => all.some(({ action }) => action === 'credential.check-in'));
    const actions = entries.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['credential.check-out', 'credential.reveal', 'credential.check-in']),
    );
    const everything = await readEntries({ from: String(began) });
    const ofTarget = everything.filter(({ targetId }) => targetId === vault.application);
    expect(ofTarget.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['credential.rotation-begin', 'credential.rotate', 'credential.retire']),
    );
    expect(words([entries, everything])).not.toContain(shown.password);
    // Everything that the local cloud and the functions in it ever wrote.
    const log = await readFile(join(dirname(localFile), 'cloud.log'), 'utf8');
    expect(log.length).toBeGreaterThan(0);
    expect(log.includes(shown.password)).toBe(false);
  });

  test('whose grant is ended is taken back, rotated, and only then called ended', async () => {
    const { id } = await active(alice, bob, forSeconds(600));
    await leased(alice, id);
    const shown = await seen(alice, id);
    expect(await logIn(vault.database, shown)).toBe('in');
    expect((await endGrant(bob, id)).status).toBe(202);
    await grantIn(alice, id, 'ended', 90);
    expect(await logIn(vault.database, shown)).toMatch(REFUSED);
    expect((await checkOut(alice, id)).code).toBe('grant_not_active');
    await atRest(vault.ada, vault.application);
  });
});

describe('a credential that another person holds', () => {
  test('is waited for in a queue, and is never rotated before it is given back', async () => {
    const first = await active(alice, bob, forSeconds(600));
    const second = await active(erin, bob, forSeconds(600));
    const held = await leased(alice, first.id);
    const before = await currentValue(vault.application);

    const place = z.object({
      place: z.int(),
      held: z.array(z.object({ grantId: z.string(), holder: z.object({ id: z.string(), name: z.string() }) })),
      queue: z.array(z.object({ grantId: z.string() })),
    });
    const waiting = bodyOf(await checkOut(erin, second.id), 202, place);
    expect(waiting).toMatchObject({ place: 1, queue: [{ grantId: second.id }] });
    expect(waiting.held).toEqual([{ grantId: first.id, holder: { id: alice.person.id, name: alice.person.name } }]);

    // Asked for meanwhile, it is owed; it does not begin.
    const asked = await rotate(vault.ada, vault.application);
    expect(asked).toMatchObject({ owed: { why: 'on-demand' }, underWay: null });
    bodyOf(await checkOut(erin, second.id), 202, place);
    expect((await currentValue(vault.application)).versionId).toBe(before.versionId);
    expect(await logIn(vault.database, before)).toBe('in');

    bodyOf(await checkIn(alice, first.id), 200, z.unknown());
    const next = await leased(erin, second.id);
    expect(next.fence).toBeGreaterThan(held.fence + 1);
    const after = await currentValue(vault.application);
    expect(after.versionId).not.toBe(before.versionId);
    expect((await seen(erin, second.id)).versionId).toBe(after.versionId);
    // Its retirement follows, lease or not.
    await untilRefused(vault.database, before);
    expect(await logIn(vault.database, after)).toBe('in');

    // An administrator takes it back by force.
    const forced = await vault.ada.call('POST', `/credentials/${vault.application}/check-in`, { reason: 'It is late' });
    expect(bodyOf(forced, 200, z.object({ held: z.array(z.unknown()) })).held).toEqual([]);
    expect((await reveal(erin, second.id)).code).toBe('lease_needed');
    await endGrant(alice, first.id);
    await endGrant(erin, second.id);
    await grantIn(erin, second.id, 'ended', 60);
    await atRest(vault.ada, vault.application);
  });
});

describe('a value is not shown', () => {
  test('without a lease, to anybody else, or a second time', async () => {
    const { id } = await active(alice, bob, forSeconds(600));
    expect((await reveal(alice, id)).code).toBe('lease_needed');
    await leased(alice, id);
    for (const other of [erin, bob, vault.ada, await shared('carol')])
      expect((await reveal(other, id)).code).toBe('not_permitted');
    await seen(alice, id);
    const again = await reveal(alice, id);
    expect(again.code).toBe('already_revealed');
    expect(words(again.body)).not.toContain((await currentValue(vault.application)).password);
    await endGrant(alice, id);
    await grantIn(alice, id, 'ended', 60);
  });

  test('of a credential that no person sees, even to its holder', async () => {
    const { id } = await active(alice, bob, { targetId: vault.administrator, seconds: 300 });
    await leased(alice, id);
    expect((await reveal(alice, id)).code).toBe('not_revealable');
    bodyOf(await checkIn(alice, id), 200, z.unknown());
    await endGrant(alice, id);
    await grantIn(alice, id, 'ended', 60);
  });

  test('by any other door: neither the credential nor its target says it', async () => {
    const { password } = await currentValue(vault.application);
    for (const path of ['/credentials', `/credentials/${vault.application}`, '/targets']) {
      const { status, body } = await vault.ada.call('GET', path);
      expect(status).toBe(200);
      expect(words(body)).not.toContain(password);
    }
  });
});
