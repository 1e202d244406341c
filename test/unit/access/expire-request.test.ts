import { beforeEach, expect, test } from '@jest/globals';
import { expireRequest } from '../../../src/access/expire-request.ts';
import { approve } from '../../../src/access/request-transitions.ts';
import { CLAIM_SECONDS } from '../../../src/access/request.ts';
import type { RequestedRequest } from '../../../src/access/request.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { along, anApproval, aRequest } from '../../support/access.ts';
import { elevation, named } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
let asked: RequestedRequest;
beforeEach(async () => {
  it = await elevation();
  asked = aRequest();
  await it.store.addRequest(asked, along());
});
const expire = () => expireRequest(it.step, asked.id);

test('a request that nobody decided in time is expired, with its entry, and both the workflow and Slack hear of it', async () => {
  it.says.now = asked.expiresAt;
  expect(await expire()).toBe('expired');
  expect(await it.store.request(asked.id)).toMatchObject({ state: 'expired', expiredAt: asked.expiresAt });
  expect(it.store.entries.at(-1)).toMatchObject({ action: 'request.expire', grantId: asked.grantId });
  expect(it.store.events()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'complete-task', task: { stage: 'decision', id: asked.id } }),
      expect.objectContaining({ kind: 'notify', event: 'expired' }),
    ]),
  );
});

test('it is not expired before its time', async () => {
  it.says.now = asked.expiresAt - 1;
  await expect(expire()).rejects.toThrow('does not expire before');
});

test('whoever decided at the last moment counts', async () => {
  it.says.now = asked.expiresAt;
  it.store.beforeNextWrite(async () => {
    const vote = anApproval(asked, { at: asked.expiresAt - 1 });
    await it.store.changeRequest({ from: asked, to: approve(asked, vote, [vote]) }, along());
  });
  expect(await expire()).toBe('approved');
});

test('an approval that nobody carries out lapses', async () => {
  const { id, approvedAt } = it.request;
  it.says.now = approvedAt + CLAIM_SECONDS - 1;
  expect(await expireRequest(it.step, id)).toBe('approved');
  it.says.now = approvedAt + CLAIM_SECONDS;
  expect(await expireRequest(it.step, id)).toBe('expired');
});

test('an approval that has become a grant does not', async () => {
  await it.activating();
  it.says.now = it.request.approvedAt + CLAIM_SECONDS;
  expect(await expireRequest(it.step, it.request.id)).toBe('approved');
});

test('twice is as good as once', async () => {
  it.says.now = asked.expiresAt;
  await expire();
  const entries = it.store.entries.length;
  expect(await expire()).toBe('expired');
  expect(it.store.entries).toHaveLength(entries);
});

test('without its entry it still waits', async () => {
  it.says.now = asked.expiresAt;
  it.store.failNext('entry-refused');
  await expect(expire()).rejects.toThrow(named('NotRecorded'));
  expect((await it.store.request(asked.id))?.state).toBe('requested');
});

test('a request that is not there is a fault', async () => {
  await expect(expireRequest(it.step, newId('req'))).rejects.toThrow('is not there');
});
