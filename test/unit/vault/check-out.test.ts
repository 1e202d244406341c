import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd } from '../../../src/access/grant-transitions.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { GrantId } from '../../../src/kernel/ids.ts';
import { checkInByForce, checkInCredential } from '../../../src/vault/check-in.ts';
import { checkOutCredential } from '../../../src/vault/check-out.ts';
import { TURN_SECONDS } from '../../../src/vault/credential.ts';
import { endLeasesOfGrant, isGoneFromVault } from '../../../src/vault/end-leases-of-grant.ts';
import { reveal } from '../../../src/vault/reveal.ts';
import { rotateNow } from '../../../src/vault/rotate-now.ts';
import { aCause, workflow } from '../../support/access.ts';
import { vault } from '../../support/vault/scene.ts';
import type { Vault } from '../../support/vault/scene.ts';

let it: Vault;
beforeEach(() => {
  it = vault();
});
const cause = () => aCause({ at: it.says.now });
const out = async (id: GrantId) => {
  const answer = await checkOutCredential(it.means, id, cause());
  if (!answer.ok) return answer.refusal.code;
  return answer.value.is === 'lease' ? 'lease' : `place ${answer.value.place}`;
};
const back = (id: GrantId) => checkInCredential(it.means, id, cause());

describe('checking out', () => {
  test('is written down with who, what, under which grant, and the number of the lease', async () => {
    const grant = it.grant();
    expect(await out(grant.id)).toBe('lease');
    expect(it.entries).toMatchObject([
      {
        ...{ action: 'credential.check-out', outcome: 'allowed', targetId: it.target.id, grantId: grant.id },
        facts: { fence: 1, holder: grant.holder, until: it.says.now + 600 },
      },
    ]);
  });

  test('who waits gets it by asking again, in the order they came', async () => {
    const [alice, bob, carol] = [it.grant(), it.grant(), it.grant()];
    expect([await out(alice.id), await out(bob.id), await out(carol.id)]).toEqual(['lease', 'place 1', 'place 2']);
    expect(await out(bob.id)).toBe('place 1');
    await back(alice.id);
    expect(await out(carol.id)).toBe('place 2');
    expect(await out(bob.id)).toBe('lease');
    expect(it.actions()).toEqual([
      ...['credential.check-out', 'credential.wait', 'credential.wait', 'credential.check-in', 'credential.check-out'],
    ]);
  });

  test('a lease that ran out is ended, with an entry of the vault, before the next begins', async () => {
    const [alice, bob] = [it.grant(), it.grant()];
    await out(alice.id);
    it.says.now += 601;
    expect(await out(bob.id)).toBe('lease');
    expect(it.entries[1]).toMatchObject({
      ...{ action: 'credential.check-in', actor: { kind: 'system', name: 'vault' }, grantId: alice.id },
      facts: { why: 'ran-out', holder: alice.holder },
    });
  });

  test('who lets their turn pass makes way, and that is written down', async () => {
    const [alice, bob, carol] = [it.grant(), it.grant(), it.grant()];
    for (const { id } of [alice, bob, carol]) await out(id);
    await back(alice.id);
    expect(await out(carol.id)).toBe('place 2');
    it.says.now += TURN_SECONDS;
    expect(await out(carol.id)).toBe('lease');
    expect(it.entries.at(-2)).toMatchObject({ action: 'credential.leave-queue', grantId: bob.id });
  });

  test('nothing happens without its entry', async () => {
    it.says.entryRefused = true;
    expect(await out(it.grant().id)).toBe('cannot_record');
    expect(it.state().leases).toEqual([]);
  });
});

describe('nobody checks out', () => {
  test('under a grant that has ended, or ends at that very moment', async () => {
    const grant = it.grant();
    const ended = askEnd(grant, { why: 'revoked', by: workflow, at: it.says.now }).grant;
    it.says.meanwhile = () => it.grants.set(grant.id, ended);
    expect(await out(grant.id)).toBe('grant_not_active');
    expect(await out(grant.id)).toBe('grant_not_active');
    it.says.now = grant.endsAt;
    expect(it.state().leases).toEqual([]);
  });

  test('from the second of the end on', async () => {
    const grant = it.grant();
    it.says.now = grant.endsAt;
    expect(await out(grant.id)).toBe('grant_not_active');
  });

  test('something else than a vaulted credential', async () => {
    expect(await out(it.grant(undefined, { targetId: newId('tgt') }).id)).toBe('target_unusable');
    expect(await out(newId('grt'))).toBe('not_found');
  });

  test('what has no value, or does not log in; who holds it may go on', async () => {
    const grant = it.grant();
    await out(grant.id);
    it.keep({ ...it.state(), health: { ...it.state().health, state: 'failed' } });
    expect(await out(grant.id)).toBe('lease');
    expect(await out(it.grant().id)).toBe('credential_unusable');
    it.withoutValue();
    expect(await out(it.grant().id)).toBe('no_value');
    expect(it.state().queue).toEqual([]);
  });

  test('while a rotation is owed: they wait for it', async () => {
    await rotateNow(it.means, it.target, { reason: 'it leaked', retire: 'now' }, cause());
    expect(await out(it.grant().id)).toBe('place 1');
    expect(it.entries[0]).toMatchObject({ action: 'credential.rotate-asked', facts: { reason: 'it leaked' } });
  });
});

describe('giving back', () => {
  test('ends the lease once; to repeat it is no error', async () => {
    const grant = it.grant();
    await out(grant.id);
    expect(await back(grant.id)).toMatchObject({ ok: true, value: { had: 'lease' } });
    expect(await back(grant.id)).toMatchObject({ ok: true, value: { had: 'nothing' } });
    expect(it.actions()).toEqual(['credential.check-out', 'credential.check-in']);
  });

  test('leaves the queue', async () => {
    const [alice, bob] = [it.grant(), it.grant()];
    await out(alice.id);
    await out(bob.id);
    expect(await back(bob.id)).toMatchObject({ ok: true, value: { had: 'place' } });
    expect(it.state().queue).toEqual([]);
  });

  test('by force ends every lease, each with its entry and the reason', async () => {
    it = vault({ lease: { exclusive: false, seconds: 600 } });
    for (const { id } of [it.grant(), it.grant()]) await out(id);
    const forced = await checkInByForce(it.means, it.target, { grantId: null, reason: 'an incident' }, cause());
    expect(forced.ok).toBe(true);
    expect(it.state().leases).toEqual([]);
    expect(it.entries.slice(2)).toMatchObject([
      { action: 'credential.check-in', facts: { why: 'forced', reason: 'an incident' } },
      { action: 'credential.check-in', facts: { why: 'forced' } },
    ]);
  });
});

describe('the end of a grant', () => {
  const ends = (grantId: GrantId) =>
    endLeasesOfGrant(it.means, it.target, { grantId, by: workflow, at: it.says.now, correlationId: 'end-1' });
  const gone = (grantId: GrantId) => isGoneFromVault(it.means.store, it.target.id, grantId);

  test('ends its lease and gives up its place; again is fine', async () => {
    const [alice, bob] = [it.grant(), it.grant()];
    await out(alice.id);
    await out(bob.id);
    expect([await gone(alice.id), await gone(bob.id)]).toEqual([false, false]);
    for (const id of [alice.id, bob.id, bob.id]) await ends(id);
    expect([await gone(alice.id), await gone(bob.id)]).toEqual([true, true]);
    expect(it.entries.slice(2)).toMatchObject([
      { action: 'credential.check-in', correlationId: 'end-1', facts: { why: 'grant-ended' } },
      { action: 'credential.leave-queue' },
    ]);
  });

  test('is not proved before what was disclosed under it is dead', async () => {
    const grant = it.grant();
    await out(grant.id);
    await reveal(it.means, grant.id, { reason: 'to look', publicKey: null }, cause());
    await ends(grant.id);
    expect(it.state().owed).toMatchObject({ why: 'reveal', retire: 'now' });
    expect(await gone(grant.id)).toBe(false);
  });

  test('that cannot be recorded has not happened, and the workflow tries again', async () => {
    const grant = it.grant();
    await out(grant.id);
    it.says.entryRefused = true;
    await expect(ends(grant.id)).rejects.toMatchObject({ name: 'LeaseNotEnded' });
    expect(await gone(grant.id)).toBe(false);
  });
});
