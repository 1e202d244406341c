import { describe, expect, jest, test } from '@jest/globals';
import type { Decision, Entity } from '../../../src/authorization/decision.ts';
import { api, route } from '../../../src/http/api.ts';
import type { Guarded } from '../../../src/http/api.ts';
import { ACR_MFA } from '../../../src/kernel/principal.ts';
import { refusal } from '../../../src/kernel/refusal.ts';
import { ok, refused } from '../../../src/kernel/result.ts';
import { call, denied, now, openDoor, permitted, person, personId, read, surroundings, targetId } from './scene.ts';

const door: Entity = { type: 'Target', id: targetId, attributes: {}, parents: [] };
type Handle = Guarded<typeof openDoor>['handle'];
type Resource = Guarded<typeof openDoor>['resource'];

function opened(decision: Decision | (() => Decision), how: { handle?: Handle; resource?: Resource } = {}) {
  const around = surroundings(decision);
  const handle = jest.fn<Handle>(how.handle ?? (() => Promise.resolve(ok({ status: 200, body: { open: true } }))));
  const handler = api(around, [route(openDoor, { resource: how.resource ?? (() => ok(door)), handle })]);
  return { ...around, handle, ask: async (event = call()) => read(await handler(event)) };
}

describe('a permitted call', () => {
  test('reaches its handler with who, what, and why it may', async () => {
    const { ask, handle, denials } = opened(permitted());
    expect(await ask()).toMatchObject({ statusCode: 200, body: { open: true } });
    expect(handle.mock.calls).toMatchObject([
      [
        {
          principal: person,
          input: { path: { id: targetId }, body: { reason: 'fire' } },
          cause: {
            actor: { kind: 'person', id: personId },
            signInId: person.signInId,
            correlationId: 'call-1',
            address: '192.0.2.1',
            reasons: ['door.open'],
            at: now,
          },
        },
      ],
    ]);
    expect(denials).toEqual([]);
  });

  test('is never kept by a cache', async () => {
    expect((await opened(permitted()).ask()).headers['cache-control']).toBe('no-store');
  });

  test.each([permitted(), denied('No.')])('says under which id it is found in logs and entries', async (decision) => {
    expect((await opened(decision).ask()).headers['x-request-id']).toBe('call-1');
  });
});

describe('a call that the policies refuse', () => {
  test('never reaches its handler, is recorded, and is answered with the policies that decided', async () => {
    const { ask, handle, denials } = opened(denied('The door is shut at night.'));
    expect(await ask()).toMatchObject({
      statusCode: 403,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        code: 'not_permitted',
        detail: 'The door is shut at night.',
        reasons: ['door.shut'],
        requestId: 'call-1',
      },
    });
    expect(handle).not.toHaveBeenCalled();
    expect(denials).toMatchObject([
      [{ actor: { id: personId } }, { action: 'door:open', resource: targetId, refusal: { code: 'not_permitted' } }],
    ]);
  });

  test('that the handler refuses as not permitted is recorded too', async () => {
    const { ask, denials } = opened(permitted(), {
      handle: () => Promise.resolve(refused(refusal('own_request', 'No.'))),
    });
    expect((await ask()).statusCode).toBe(403);
    expect(denials).toHaveLength(1);
  });

  test('a conflict is an answer, not a denial', async () => {
    const { ask, denials } = opened(permitted(), {
      handle: () => Promise.resolve(refused(refusal('conflict', 'No.'))),
    });
    expect((await ask()).statusCode).toBe(409);
    expect(denials).toEqual([]);
  });
});

describe('obligations of the sign-in', () => {
  const with_ = (change: object) => call({ person: { ...person, ...change } });

  test('a second factor that is missing is asked for (RFC 9470)', async () => {
    const { ask, handle, denials } = opened(permitted({ factor: 'mfa' }));
    const answer = await ask(with_({ acr: 'urn:sallyport:acr:password' }));
    expect(answer).toMatchObject({
      statusCode: 401,
      body: { code: 'insufficient_user_authentication', obligation: { acrValues: ACR_MFA } },
    });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_user_authentication", error_description="A fresher or stronger sign-in is needed", acr_values="${ACR_MFA}", max_age="3600"`,
    );
    expect(handle).not.toHaveBeenCalled();
    expect(denials).toHaveLength(1);
  });

  test.each([
    [299, 200],
    [300, 200],
    [301, 401],
  ])('a sign-in %i seconds old, where it may be 300, is answered %i', async (age, status) => {
    const { ask, handle } = opened(permitted({ factor: 'mfa', freshSeconds: 300 }));
    const answer = await ask(with_({ authenticatedAt: now - age }));
    expect(answer.statusCode).toBe(status);
    expect(handle).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('max_age="300"');
  });

  test('what asks for no factor takes any sign-in', async () => {
    expect((await opened(permitted()).ask(with_({ acr: '', authenticatedAt: 0 }))).statusCode).toBe(200);
  });
});

describe('fail closed', () => {
  test.each([
    ['no authorizer has seen', call({ person: null })],
    ['comes with a person that is not one', call({ person: { ...person, personId: 'root' } })],
    ['comes with a person who has more than we know', call({ person: { ...person, admin: true } })],
  ])('a call that %s gets nothing', async (_, event) => {
    const { ask, handle, faults } = opened(permitted());
    expect((await ask(event)).statusCode).toBe(503);
    expect(handle).not.toHaveBeenCalled();
    expect(faults).toHaveLength(1);
  });

  test('policies that cannot decide are a refusal, and a fault that is reported', async () => {
    const { ask, handle, faults } = opened(() => {
      throw new Error('a policy failed on secret-value');
    });
    const answer = await ask();
    expect(answer).toMatchObject({ statusCode: 503, body: { code: 'unavailable' } });
    expect(JSON.stringify(answer)).not.toContain('secret-value');
    expect(handle).not.toHaveBeenCalled();
    expect(faults).toHaveLength(1);
  });

  test('a fault of the handler says nothing of its cause', async () => {
    const { ask } = opened(permitted(), { handle: () => Promise.reject(new Error('secret-value')) });
    const answer = await ask();
    expect(answer.statusCode).toBe(503);
    expect(JSON.stringify(answer)).not.toContain('secret-value');
  });

  test('what is not there is not asked about', async () => {
    const decide = jest.fn<() => Decision>(() => permitted());
    const { ask, handle } = opened(decide, { resource: () => refused(refusal('not_found', 'There is no such door.')) });
    expect((await ask()).statusCode).toBe(404);
    expect(decide).not.toHaveBeenCalled();
    expect(handle).not.toHaveBeenCalled();
  });
});

describe('bad input is named and goes no further', () => {
  test.each<[string, Parameters<typeof call>[0], number, string, string]>([
    ['an id of another kind', { pathParameters: { id: 'usr_1' } }, 400, 'invalid_request', 'path.id'],
    ['a query nobody reads', { queryStringParameters: { quickly: 'yes' } }, 400, 'invalid_request', 'query'],
    [
      'a query with a value nobody knows',
      { queryStringParameters: { slowly: 'x' } },
      400,
      'invalid_request',
      'query.slowly',
    ],
    ['a field nobody reads', { body: '{"reason":"fire","admin":true}' }, 400, 'invalid_request', 'body'],
    ['a field of the wrong type', { body: '{"reason":1}' }, 400, 'invalid_request', 'body.reason'],
    [
      'a field that is too long',
      { body: JSON.stringify({ reason: 'x'.repeat(21) }) },
      400,
      'invalid_request',
      'body.reason',
    ],
    ['a body that is an array', { body: '[]' }, 400, 'invalid_request', 'body'],
  ])('%s', async (_, change, statusCode, code, path) => {
    const { ask, handle } = opened(permitted());
    const answer = await ask(call(change));
    expect(answer).toMatchObject({ statusCode, body: { code, errors: [expect.objectContaining({ path })] } });
    expect(handle).not.toHaveBeenCalled();
  });

  test.each<[string, Parameters<typeof call>[0], number, string]>([
    ['no JSON', { body: '{' }, 400, 'invalid_request'],
    ['no body', { body: '' }, 400, 'invalid_request'],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'unsupported_media_type'],
    ['no media type', { headers: {} }, 415, 'unsupported_media_type'],
    ['a million characters', { body: JSON.stringify({ reason: 'x'.repeat(1_000_000) }) }, 413, 'body_too_large'],
    [
      'too many bytes in few characters',
      { body: JSON.stringify({ reason: '🔥'.repeat(20_000) }) },
      413,
      'body_too_large',
    ],
  ])('%s', async (_, change, statusCode, code) => {
    const { ask, handle } = opened(permitted());
    expect(await ask(call(change))).toMatchObject({ statusCode, body: { code } });
    expect(handle).not.toHaveBeenCalled();
  });

  test('a body in base64 is read', async () => {
    const body = Buffer.from('{"reason":"fire"}').toString('base64');
    expect((await opened(permitted()).ask(call({ body, isBase64Encoded: true }))).statusCode).toBe(200);
  });

  test('a field called __proto__ is an unknown field and changes nothing', async () => {
    const { ask } = opened(permitted());
    await ask(call({ body: '{"reason":"fire","__proto__":{"polluted":true}}' }));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('a route that the function does not have is unknown, whatever it is', async () => {
  const { ask, handle } = opened(permitted());
  expect(await ask(call({ routeKey: 'GET /doors' }))).toMatchObject({
    statusCode: 404,
    body: { code: 'unknown_route' },
  });
  expect(await ask(call({ routeKey: '$default' }))).toMatchObject({ statusCode: 404 });
  expect(handle).not.toHaveBeenCalled();
});
