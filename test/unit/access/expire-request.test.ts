import { beforeEach, describe, expect, test } from '@jest/globals';
import { activateGrant } from '../../../src/access/activate-grant.ts';
import { expireRequest } from '../../../src/access/expire-request.ts';
import { CLAIM_SECONDS } from '../../../src/access/request.ts';
import { along, aRequest } from '../../support/access.ts';
import { elevation } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
beforeEach(async () => {
  it = await elevation();
});

describe('a request that nobody decided', () => {
  test('expires when its time has come, not a second earlier', async () => {
    const request = aRequest({ expiresAt: it.says.now + 100 });
    await it.store.addRequest(request, along());
    it.says.now += 99;
    await expect(expireRequest(it.step, request.id)).rejects.toThrow('does not expire before');
    it.says.now += 1;
    expect(await expireRequest(it.step, request.id)).toBe('expired');
    expect(await expireRequest(it.step, request.id)).toBe('expired');
  });
});

describe('an approval that nobody carries out', () => {
  const lapse = async () => {
    const stored = await it.store.request(it.request.id);
    it.says.now = (stored?.state === 'approved' ? stored.approvedAt : it.says.now) + CLAIM_SECONDS;
  };

  test('is found by the sweeper and expires: power does not arrive when nobody expects it any more', async () => {
    await lapse();
    expect(await it.store.dueBy(it.says.now - 1, 10)).not.toContainEqual({ kind: 'request', id: it.request.id });
    expect(await it.store.dueBy(it.says.now, 10)).toContainEqual({ kind: 'request', id: it.request.id });
    expect(await expireRequest(it.step, it.request.id)).toBe('expired');
    expect(await activateGrant(it.step, it.request.id)).toEqual({ state: 'none', holdSeconds: 0 });
    expect(await it.store.grant(it.request.grantId)).toBeNull();
  });

  test('does not expire once its grant was begun', async () => {
    await activateGrant(it.step, it.request.id);
    await lapse();
    expect(await it.store.dueBy(it.says.now, 10)).not.toContainEqual({ kind: 'request', id: it.request.id });
    expect(await expireRequest(it.step, it.request.id)).toBe('approved');
  });
});
