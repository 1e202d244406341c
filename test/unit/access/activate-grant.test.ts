import { beforeEach, describe, expect, test } from '@jest/globals';
import { activateGrant, TARGET_CAPACITY } from '../../../src/access/activate-grant.ts';
import { askEnd, beginActivation } from '../../../src/access/grant-transitions.ts';
import { CLAIM_SECONDS } from '../../../src/access/request.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { refusal } from '../../../src/kernel/refusal.ts';
import { refused } from '../../../src/kernel/result.ts';
import { along, anApproval, aRequest, personActor } from '../../support/access.ts';
import { approve } from '../../../src/access/request-transitions.ts';
import { elevation, named } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
beforeEach(async () => {
  it = await elevation();
});
const activate = () => activateGrant(it.step, it.request.id);

async function fillTarget(grants: number): Promise<void> {
  for (let count = 0; count < grants; count += 1) {
    const asked = aRequest({ targetId: it.target.id });
    await it.store.addRequest(asked, along());
    const vote = anApproval(asked);
    const request = approve(asked, vote, [vote]);
    await it.store.changeRequest({ from: asked, to: request }, along());
    await it.store.addGrant({ grant: beginActivation(request, { at: it.says.now, by: it.step.by }), request }, along());
  }
}

describe('an approved request becomes an active grant', () => {
  test('by intent, check and confirmation, each with its entry; the wait lasts to its end', async () => {
    expect(await activate()).toEqual({ state: 'active', holdSeconds: 600 });
    expect(it.actions()).toEqual(['grant.begin', 'grant.activate']);
    expect(await it.grant()).toMatchObject({ state: 'active', endsAt: it.says.now + 600, seconds: 600 });
    expect(it.store.events().map((event) => event.kind === 'notify' && event.event)).toContain('active');
  });

  test('only after a session of this very grant was allowed the probe', async () => {
    await activate();
    expect(it.saw.probes).toEqual([
      { grantId: it.request.grantId, holder: it.request.requester, endsAt: it.says.now + 600, made: false },
    ]);
  });

  test('the intent and its end are stored before anything is asked of the target', async () => {
    it.says.probed = new Error('unreachable');
    await expect(activate()).rejects.toThrow('unreachable');
    expect(await it.grant()).toMatchObject({ state: 'activating', endsAt: it.says.now + 600 });
    expect(await it.store.dueBy(it.says.now + 600, 10)).toContainEqual({ kind: 'grant', id: it.request.grantId });
  });

  test('once, however often it is tried: the end stays where the first intent put it', async () => {
    await activate();
    it.says.now += 100;
    expect(await activate()).toEqual({ state: 'active', holdSeconds: 500 });
    expect(it.actions()).toEqual(['grant.begin', 'grant.activate']);
  });

  test('goes on from an intent that a dead function has left', async () => {
    await it.activating();
    it.says.now += 30;
    expect(await activate()).toEqual({ state: 'active', holdSeconds: 570 });
    expect(it.actions()).toEqual(['grant.activate']);
  });
});

describe('it does not become active, and is undone', () => {
  const expectFailed = async (failure: string) => {
    expect(await activate()).toEqual({ state: 'ending', holdSeconds: 0 });
    expect(await it.grant()).toMatchObject({ state: 'ending', why: 'activation-failed', failure, activatedAt: null });
    expect(it.store.entries.at(-1)).toMatchObject({ action: 'grant.activate', outcome: 'failed', reasons: [failure] });
  };

  test.each(['not_eligible', 'request_changed', 'target_unusable'] as const)(
    'when what was approved does not stand any more: %s',
    async (code) => {
      it.says.stands = refused(refusal(code, 'no'));
      await expectFailed(code);
      expect(it.saw.probes).toEqual([]);
    },
  );

  test('when the role does not wear its boundary: it could not be taken back', async () => {
    it.says.checked = { lendable: false, why: 'role_without_boundary' };
    await expectFailed('role_without_boundary');
    expect(it.saw.probes).toEqual([]);
  });

  test.each(['refused', 'no-session'] as const)('when the probe is %s: its end could not be proven', async (probed) => {
    it.says.probed = probed;
    await expectFailed(`probe_${probed}`);
  });

  test('when the target has as many grants as its boundary holds for certain', async () => {
    await fillTarget(TARGET_CAPACITY);
    await expectFailed('target_in_use');
  });

  test('when somebody ends it between intent and confirmation, and that is the reason it keeps', async () => {
    const by = personActor(newId('usr'));
    const begun = await it.activating();
    await it.put(begun, askEnd(begun, { why: 'revoked', by, at: it.says.now }).grant);
    expect(await activate()).toEqual({ state: 'ending', holdSeconds: 0 });
    expect(await it.grant()).toMatchObject({ why: 'revoked', by, activatedAt: null, failure: null });
    expect(it.saw.probes).toEqual([]);
  });

  test('when somebody ends it at the very moment of the confirmation', async () => {
    await it.activating();
    it.store.beforeNextWrite(async () => {
      const begun = await it.grant();
      if (begun) await it.put(begun, askEnd(begun, { why: 'leaver', by: it.step.by, at: it.says.now }).grant);
    });
    expect(await activate()).toEqual({ state: 'ending', holdSeconds: 0 });
    expect(await it.grant()).toMatchObject({ why: 'leaver', activatedAt: null });
  });

  test('when its time ran out before it was confirmed', async () => {
    await it.activating();
    it.says.now += 600;
    expect((await activate()).state).toBe('ending');
    expect(await it.grant()).toMatchObject({ why: 'expired', activatedAt: null });
  });
});

describe('nothing is decided', () => {
  test('when the probe says nothing: it is tried again', async () => {
    it.says.probed = 'unknown';
    await expect(activate()).rejects.toThrow(named('ProbeUnclear'));
    expect((await it.grant())?.state).toBe('activating');
  });

  test('when the audit refuses the entry: then there is no grant', async () => {
    it.store.failNext('entry-refused');
    await expect(activate()).rejects.toThrow(named('NotRecorded'));
    expect(await it.grant()).toBeNull();
  });

  test('when so many grants have failed that their denies fill the boundary: not even an intent', async () => {
    await fillTarget(75);
    await expect(activate()).rejects.toThrow(named('TargetFull'));
    expect(await it.grant()).toBeNull();
  });

  test('for an approval that has lapsed: power does not arrive when nobody expects it any more', async () => {
    it.says.now = it.request.approvedAt + CLAIM_SECONDS;
    expect(await activate()).toEqual({ state: 'none', holdSeconds: 0 });
    expect(await it.grant()).toBeNull();
  });

  test('for a request that is not approved', async () => {
    const asked = aRequest();
    await it.store.addRequest(asked, along());
    expect(await activateGrant(it.step, asked.id)).toEqual({ state: 'none', holdSeconds: 0 });
    expect(await activateGrant(it.step, newId('req'))).toEqual({ state: 'none', holdSeconds: 0 });
  });
});

test('what was written but reported as failed is found the next time', async () => {
  it.store.failNext('written-but-reported-failed');
  await expect(activate()).rejects.toThrow();
  expect(await activate()).toEqual({ state: 'active', holdSeconds: 600 });
  expect(it.actions()).toEqual(['grant.begin', 'grant.activate']);
});
