import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd, failActivation } from '../../../src/access/grant-transitions.ts';
import { markRevokeFailed } from '../../../src/access/mark-revoke-failed.ts';
import { verifyGone } from '../../../src/access/verify-gone.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { personActor } from '../../support/access.ts';
import { elevation, named } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
beforeEach(async () => {
  it = await elevation();
  it.says.probed = 'refused';
});
const verify = (attempt = 1) => verifyGone(it.step, { grantId: it.request.grantId, attempt });
const revoked = async () => {
  const active = await it.active();
  return it.put(active, askEnd(active, { why: 'revoked', by: personActor(newId('usr')), at: it.says.now }).grant);
};

describe('a grant has ended', () => {
  test('when a fresh session of it is refused; the time to end counts from when it was asked for', async () => {
    await revoked();
    it.says.now += 4;
    expect(await verify(3)).toMatchObject({
      state: 'ended',
      endedAt: it.says.now,
      timeToEndSeconds: 4,
      probe: { result: 'refused', at: it.says.now, attempts: 3 },
    });
    expect(it.actions()).toEqual(['grant.verify-gone']);
    expect(it.store.entries.at(-1)?.facts).toMatchObject({ timeToEndSeconds: 4, why: 'revoked' });
    expect(it.saw.probes).toEqual([expect.objectContaining({ grantId: it.request.grantId })]);
  });

  test('once: verified again it stays as it was, and nobody is probed', async () => {
    await revoked();
    const ended = await verify();
    it.says.now += 60;
    expect(await verify()).toEqual(ended);
    expect(it.saw.probes).toHaveLength(1);
  });

  test('also out of revoke_failed', async () => {
    await revoked();
    await markRevokeFailed(it.step, { grantId: it.request.grantId, code: 'StillAllowed' });
    expect((await verify())?.state).toBe('ended');
  });
});

describe('a grant has not ended', () => {
  test('while the probe is allowed', async () => {
    await revoked();
    it.says.probed = 'allowed';
    await expect(verify()).rejects.toThrow(named('StillAllowed'));
    expect((await it.grant())?.state).toBe('ending');
  });

  test.each(['unknown', 'no-session'] as const)('while the probe shows nothing: %s', async (probed) => {
    await revoked();
    it.says.probed = probed;
    await expect(verify()).rejects.toThrow(named('ProbeUnclear'));
    expect((await it.grant())?.state).toBe('ending');
  });

  test('before its end was begun: then nobody is probed', async () => {
    await it.active();
    await expect(verify()).rejects.toThrow(named('NotEnding'));
    expect(it.saw.probes).toEqual([]);
  });

  test('without the entry', async () => {
    await revoked();
    it.store.failNext('entry-refused');
    await expect(verify()).rejects.toThrow(named('NotRecorded'));
    expect((await it.grant())?.state).toBe('ending');
  });
});

test('where nothing was ever handed out, no session is as good as a refusal', async () => {
  const begun = await it.activating();
  await it.put(begun, failActivation(begun, 'role_missing', { at: it.says.now, by: it.step.by }));
  it.says.probed = 'no-session';
  expect((await verify())?.state).toBe('ended');
});

describe('a grant that would not end', () => {
  const mark = () => markRevokeFailed(it.step, { grantId: it.request.grantId, code: 'StillAllowed' });

  test('is revoke_failed, with an entry, a notice and the kind of fault', async () => {
    await revoked();
    expect(await mark()).toMatchObject({
      state: 'revoke_failed',
      attempts: 1,
      code: 'StillAllowed',
      since: it.says.now,
    });
    expect(it.store.entries.at(-1)).toMatchObject({
      action: 'grant.take-away',
      outcome: 'failed',
      reasons: ['StillAllowed'],
    });
    expect(it.store.events().map((event) => event.kind === 'notify' && event.event)).toContain('revoke_failed');
  });

  test('stays due, and each further attempt is counted without a further notice', async () => {
    await revoked();
    await mark();
    const notices = it.store.events().length;
    it.says.now += 120;
    expect(await mark()).toMatchObject({ attempts: 2, lastAttemptAt: it.says.now });
    expect(it.store.events()).toHaveLength(notices);
    expect(await it.store.dueBy(it.says.now + 60, 10)).toContainEqual({ kind: 'grant', id: it.request.grantId });
  });

  test('is not marked when it has ended after all', async () => {
    await revoked();
    await verify();
    expect((await mark())?.state).toBe('ended');
  });
});
