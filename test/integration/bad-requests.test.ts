import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { callApi } from '../../local/headless/call-api.ts';
import type { Answer, Method } from '../../local/headless/call-api.ts';
import { ask } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { engineer } from './support/hire.ts';
import { stack } from './support/stack.ts';
import { theTarget } from './support/target.ts';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().min(10),
  code: z.string(),
  requestId: z.string(),
});

let member: Member;
const targetId = theTarget.id;
const good = { targetId, seconds: 60, reason: 'Ticket 4711' };

beforeAll(async () => {
  member = await engineer();
});

/** Refused with this status and code, as RFC 9457 has it, and nothing has come of it. */
async function expectRefusal(answer: Answer, status: number, code: string): Promise<void> {
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(problem.parse(answer.body)).toMatchObject({ type: `urn:sallyport:problem:${code}`, status });
  const mine = await member.call('GET', '/requests');
  expect(mine.body).toMatchObject({ requests: [] });
}

const post = (body: unknown, contentType?: string) => async (): Promise<Answer> =>
  callApi({
    api: stack.api,
    method: 'POST',
    path: '/requests',
    token: await member.token(),
    body,
    ...(contentType !== undefined && { contentType }),
  });

describe('a request that is not one is refused with a clear answer', () => {
  test('a target that is not there', async () => {
    await expectRefusal(await ask(member, { ...good, targetId: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' }), 404, 'not_found');
  });

  test.each([
    ['no time at all', 0],
    ['less than none', -60],
    ['a week', 604_800],
    ['a second more than the rule permits', 3601],
    ['less than the deployment permits', 1],
  ])('%s: the duration is named, and what is allowed', async (_, seconds) => {
    const answer = await ask(member, { ...good, seconds });
    await expectRefusal(answer, 422, 'duration_not_allowed');
    expect(problem.parse(answer.body).detail).toMatch(/\d/);
  });

  test.each([
    ['"1h"', '1h'],
    ['a number as text', '60'],
    ['half a second', 60.5],
    ['more than any number of seconds', 1e300],
    ['null', null],
    ['a list', [60]],
  ])('seconds as %s', async (_, seconds) => {
    await expectRefusal(await post({ ...good, seconds })(), 400, 'invalid_request');
  });

  test.each([
    ['a thousand and one characters', 'x'.repeat(1001)],
    ['nothing', ''],
    ['spaces', '   '],
    ['a line end', 'one\ntwo'],
    ['a null character', 'one\u0000two'],
    ['an escape sequence', 'one\u001b[31mtwo'],
    ['a right-to-left override', 'pay \u202eecila\u202c'],
    ['a bidirectional isolate', 'pay \u2066alice\u2069'],
    ['a line separator', 'one\u2028two'],
    ['half a character', 'one\ud800two'],
    ['a number', 42],
    ['an object', { toString: 'x' }],
  ])('a reason that is %s', async (_, reason) => {
    await expectRefusal(await post({ ...good, reason })(), 400, 'invalid_request');
  });

  test('a reason of a million characters', async () => {
    const answer = await post({ ...good, reason: 'x'.repeat(1_000_000) })();
    await expectRefusal(answer, 413, 'body_too_large');
  });

  test('a field that is not known, and one that is missing', async () => {
    await expectRefusal(await post({ ...good, approver: 'me' })(), 400, 'invalid_request');
    await expectRefusal(await post({ targetId, seconds: 60 })(), 400, 'invalid_request');
    const text = `{"__proto__":{"admin":true},${JSON.stringify(good).slice(1)}`;
    await expectRefusal(await post(text)(), 400, 'invalid_request');
  });

  test('a query that is not known', async () => {
    const token = await member.token();
    const answer = await callApi({ api: stack.api, method: 'GET', path: '/requests?everyone=yes', token });
    await expectRefusal(answer, 400, 'invalid_request');
  });

  test('a body of another kind, broken JSON, none, and JSON that is no object', async () => {
    await expectRefusal(await post(JSON.stringify(good), 'text/plain')(), 415, 'unsupported_media_type');
    await expectRefusal(await post('a=b', 'application/x-www-form-urlencoded')(), 415, 'unsupported_media_type');
    await expectRefusal(await post('{"targetId":')(), 400, 'invalid_request');
    await expectRefusal(await post(undefined)(), 400, 'invalid_request');
    for (const text of ['null', '[]', '"x"', '1']) await expectRefusal(await post(text)(), 400, 'invalid_request');
  });

  test('ids of another kind, or none, in the path', async () => {
    for (const id of ['x', targetId, '..%2f..', 'req_', 'REQ_01JD4ZV2T0E9XBK8NG5W1M3C7R'])
      expect([400, 404]).toContain((await member.call('GET', `/requests/${id}`)).status);
    await expectRefusal(await member.call('GET', '/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r'), 404, 'not_found');
  });
});

describe('a route that is not there', () => {
  const routes: readonly (readonly [Method, string])[] = [
    ['GET', '/no-such-thing'],
    ['POST', '/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r/approve'],
    ['DELETE', '/grants'],
    ['PUT', '/audit/entries'],
    ['GET', '/admin'],
  ];

  test.each(routes)('%s %s: for somebody who is signed in it is a problem with a code', async (method, path) => {
    await expectRefusal(await member.call(method, path), 404, 'unknown_route');
  });

  test.each(routes)('%s %s: nobody learns that without a sign-in', async (method, path) => {
    expect((await callApi({ api: stack.api, method, path })).status).toBe(401);
  });
});
