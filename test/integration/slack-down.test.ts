import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { approve, ask, endGrant, grantIn, readRequest, requested } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { until } from '../../local/headless/until.ts';
import { letAllWork, letSlackFail } from './support/faults.ts';
import { approver, engineer } from './support/hire.ts';
import { anotherTarget } from './support/target.ts';

const targetId = anotherTarget.id;
let requester: Member;
let bob: Member;

beforeAll(async () => {
  [requester, bob] = await Promise.all([engineer(), approver()]);
});
afterEach(letAllWork);

const told = (id: string, status: RegExp, withinSeconds: number) =>
  until(
    async () => {
      const [approvers] = (await readRequest(requester, id)).notifications;
      return approvers !== undefined && status.test(approvers.status) ? approvers.status : undefined;
    },
    { what: `the request says of Slack ${String(status)}`, withinSeconds },
  );

test('Slack answers: the request says that the approvers were told', async () => {
  const { id } = requested(await ask(requester, { targetId, seconds: 60 }));
  expect(await told(id, /^sent$/, 20)).toBe('sent');
});

test.each([
  ['answers 500', { status: 500, times: 100 }],
  ['hangs', { hang: true, times: 100 }],
  ['refuses the token', { error: 'invalid_auth', times: 100 }],
])('Slack %s: the request is made at once, says so, and is decided through the page all the same', async (_, fault) => {
  await letSlackFail({ method: 'chat.postMessage', ...fault });
  const started = Date.now();
  const request = requested(await ask(requester, { targetId, seconds: 30 }));
  expect(Date.now() - started).toBeLessThan(5000);
  await told(request.id, /^failed:/, 40);
  expect((await approve(bob, request)).status).toBe(200);
  const grant = await grantIn(requester, request.grantId, 'active', 40);
  await endGrant(requester, grant.id);
});
