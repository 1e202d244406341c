import { beforeEach, describe, expect, test } from '@jest/globals';
import { readPolicies } from '../../../policies/read-policies.ts';
import { eligibilityRoutes } from '../../../src/api/eligibility-routes.ts';
import { groupRoutes } from '../../../src/api/group-routes.ts';
import { meRoutes } from '../../../src/api/me-routes.ts';
import { handedOver } from '../../../src/identity/invitations.ts';
import { peopleRoutes } from '../../../src/api/people-routes.ts';
import { policySet } from '../../../src/authorization/policy-set.ts';
import { api } from '../../../src/http/api.ts';
import type { ApiEvent } from '../../../src/http/api.ts';
import { operations } from '../../../src/http/contract/operations.ts';
import type { PersonId } from '../../../src/kernel/ids.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { ACR_MFA } from '../../../src/kernel/principal.ts';
import { NOW, company } from '../../support/company.ts';
import { aTarget } from '../../support/access.ts';

const ISSUER = 'https://sallyport.example.com';
const authorization = policySet(readPolicies());
const contracts = operations.filter((each) => each.function === 'directory');

let it: Awaited<ReturnType<typeof company>>;
const target = aTarget();
let denied: string[];
let faults: unknown[];
beforeEach(async () => {
  it = await company();
  denied = [];
  faults = [];
});

const routes = () => [
  ...meRoutes(it.means),
  ...peopleRoutes(it.means, ISSUER, handedOver),
  ...groupRoutes(it.means),
  ...eligibilityRoutes(it.means, {
    target: (id) => Promise.resolve(id === target.id ? target : null),
  }),
];

interface Asked {
  readonly as: PersonId;
  readonly acr?: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
}

/** As API Gateway and the authorizer hand a call over. */
async function call(routeKey: string, { as, acr = ACR_MFA, path, query, body }: Asked) {
  const { groups, eligible } = await it.standing(as);
  const person = {
    ...{ personId: as, signInId: newId('sid'), acr, authenticatedAt: NOW - 60, clientId: 'sallyport-cli' },
    ...{ groups, eligible },
  };
  const handler = api(
    {
      authorization,
      refreshPolicies: () => Promise.resolve(),
      secondPerson: false,
      clock: () => NOW,
      recordDenial: (_cause, { action, refusal }) => {
        denied.push(`${action} ${refusal.code}`);
        return Promise.resolve();
      },
      reportCall: () => undefined,
      reportFault: (error) => faults.push(error),
    },
    routes(),
  );
  const event = {
    routeKey,
    rawPath: '/',
    headers: { 'content-type': 'application/json' },
    ...(path && { pathParameters: path }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'call-1',
      http: { method: routeKey.split(' ')[0], sourceIp: '192.0.2.1' },
      authorizer: { lambda: { person: JSON.stringify(person) } },
    },
  } as unknown as ApiEvent;
  const { statusCode, body: text } = await handler(event);
  const reply: unknown = text === undefined ? undefined : JSON.parse(text);
  return { status: statusCode ?? 0, body: reply };
}

test('every operation of the contract has its route here', () => {
  expect(
    routes()
      .map(({ operation }) => operation.id)
      .sort(),
  ).toEqual(contracts.map(({ id }) => id).sort());
});

test('what is answered is what the contract says', async () => {
  const bob = await it.hire('bob', 'approvers');
  const asked: Record<string, Partial<Asked>> = {
    addPerson: { body: { name: 'Alice', email: 'Alice@Example.com' } },
    readPerson: { path: { id: bob.id } },
    renewEnrolment: { path: { id: bob.id } },
    disablePerson: { path: { id: bob.id } },
    enablePerson: { path: { id: bob.id } },
    addGroup: { body: { name: 'engineers', description: 'build' } },
    readGroup: { path: { name: 'approvers' } },
    addMember: { path: { name: 'auditors', personId: bob.id } },
    removeMember: { path: { name: 'auditors', personId: bob.id } },
    addEligibility: { path: { id: bob.id, targetId: target.id } },
    removeEligibility: { path: { id: bob.id, targetId: target.id } },
  };
  for (const { id, method, path, replies } of contracts) {
    const { status, body } = await call(`${method} ${path}`, { as: it.ada.id, ...asked[id] });
    const reply = Object.entries(replies).find(([each]) => Number(each) === status)?.[1];
    expect({ id, status, known: reply !== undefined }).toEqual({ id, status, known: true });
    if (reply?.body) reply.body.parse(body);
    else expect(body).toBeUndefined();
  }
  expect(faults).toEqual([]);
});

test('nobody is made eligible for a target that is not there', async () => {
  const bob = await it.hire('bob', 'approvers');
  const asked = { as: it.ada.id, path: { id: bob.id, targetId: newId('tgt') } };
  expect(await call('PUT /people/{id}/eligibility/{targetId}', asked)).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
  expect((await it.standing(bob.id)).eligible).toEqual([]);
});

describe('who may do what', () => {
  const guarded = contracts.filter(({ action }) => !action.startsWith('me:'));
  const someone = 'usr_01jd4zv2t0e9xbk8ng5w1m3c7r';
  const fitting = (path: string): Record<string, string> => ({
    ...(path.includes('{id}') && { id: someone }),
    ...(path.includes('{name}') && { name: 'approvers' }),
    ...(path.includes('{personId}') && { personId: someone }),
    ...(path.includes('{targetId}') && { targetId: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' }),
  });
  const bodies: Record<string, unknown> = {
    addPerson: { name: 'A', email: 'a@example.com' },
    addGroup: { name: 'engineers', description: 'build' },
  };
  const statuses = async (as: PersonId, acr = ACR_MFA): Promise<Record<string, number>> =>
    Object.fromEntries(
      await Promise.all(
        guarded.map(async ({ id, method, path }) => {
          const { status } = await call(`${method} ${path}`, { as, acr, path: fitting(path), body: bodies[id] });
          return [id, status] as const;
        }),
      ),
    );

  test('a member without a group may do nothing of it, and nothing is changed or shown', async () => {
    const bob = await it.hire('bob');
    const before = it.directory.entries.length;
    expect(new Set(Object.values(await statuses(bob.id)))).toEqual(new Set([403]));
    expect(it.directory.entries).toHaveLength(before);
    expect(denied).toHaveLength(guarded.length);
  });

  test('an auditor reads and changes nothing', async () => {
    const carol = await it.hire('carol', 'auditors');
    const may = Object.entries(await statuses(carol.id)).filter(([, status]) => status !== 403);
    expect(may.map(([id]) => id).sort()).toEqual(['listGroups', 'listPeople', 'readGroup', 'readPerson']);
  });

  test('an administrator without a second factor is asked for it', async () => {
    expect(new Set(Object.values(await statuses(it.ada.id, 'urn:weak')))).toEqual(new Set([401]));
  });

  test('everybody sees themselves, and ends their own sign-ins', async () => {
    const bob = await it.hire('bob', 'approvers');
    expect(await call('GET /me', { as: bob.id })).toMatchObject({
      status: 200,
      body: { id: bob.id, name: 'bob', email: 'bob@example.com', groups: ['approvers'], eligible: [] },
    });
    expect(await call('POST /me/end-sign-ins', { as: bob.id })).toEqual({ status: 200, body: { notBefore: NOW } });
    expect((await it.standing(bob.id)).person.notBefore).toBe(NOW);
    expect((await it.standing(it.ada.id)).person.notBefore).toBe(0);
  });
});

describe('bad input', () => {
  const add = (body: unknown) => call('POST /people', { as: it.ada.id, body });
  const alice = { name: 'Alice', email: 'alice@example.com' };

  test.each([
    ['no body', undefined],
    ['not JSON', '{'],
    ['an array', []],
    ['an unknown field', { ...alice, admin: true }],
    ['no name', { email: alice.email }],
    ['an empty name', { ...alice, name: '' }],
    ['a blank name', { ...alice, name: ' \u00a0 ' }],
    ['a name of 121 characters', { ...alice, name: 'x'.repeat(121) }],
    ['a name that is a number', { ...alice, name: 7 }],
    ['a line break in the name', { ...alice, name: 'Alice\nBob' }],
    ['a NUL in the name', { ...alice, name: 'Alice\u0000' }],
    ['a bidirectional override in the name', { ...alice, name: 'Alice \u202Egnp.exe' }],
    ['a bidirectional isolate in the name', { ...alice, name: 'Alice \u2066x\u2069' }],
    ['half a surrogate in the name', { ...alice, name: 'Alice \ud800' }],
    ['no e-mail', { name: 'Alice' }],
    ['something else as e-mail', { ...alice, email: 'alice' }],
    ['a line break in the e-mail', { ...alice, email: 'alice@example.com\nbcc: x' }],
    ['an e-mail that is too long', { ...alice, email: `${'a'.repeat(250)}@example.com` }],
  ])('%s is refused and adds nobody', async (_what, body) => {
    const before = it.directory.entries.length;
    expect(await add(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(it.directory.entries).toHaveLength(before);
  });

  test('a name in any script is fine, with joiners where the script needs them', async () => {
    for (const [index, name] of ['Ngũgĩ wa Thiong’o', '山田 太郎', 'می‌خواهم', '👩‍🚀 Ann', 'x'.repeat(120)].entries())
      expect(await add({ name, email: `p${index}@example.com` })).toMatchObject({
        status: 201,
        body: { person: { name } },
      });
  });

  test('a body of a million characters is refused before it is read', async () => {
    expect(await add({ ...alice, name: 'x'.repeat(1_000_000) })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
  });

  test('an id of another kind, or none, is refused', async () => {
    for (const id of [newId('tgt'), 'usr_', 'usr_../../x', 'alice'])
      expect(await call('GET /people/{id}', { as: it.ada.id, path: { id } })).toMatchObject({ status: 400 });
  });

  test('a page of zero, of minus one, of a thousand, or of text is refused', async () => {
    for (const limit of ['0', '-1', '1000', '1h', ''])
      expect(await call('GET /people', { as: it.ada.id, query: { limit } })).toMatchObject({ status: 400 });
    expect(await call('GET /people', { as: it.ada.id, query: { unknown: '1' } })).toMatchObject({ status: 400 });
  });
});

test('a table that refuses the entry refuses the change, and the answer says so', async () => {
  it.directory.failNext('not-written');
  const asked = { as: it.ada.id, body: { name: 'Alice', email: 'alice@example.com' } };
  expect(await call('POST /people', asked)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(await it.directory.personByEmail('alice@example.com')).toBeNull();
});
