import { beforeEach, describe, expect, test } from '@jest/globals';
import { readPolicies } from '../../../policies/read-policies.ts';
import { credentialValueRoutes } from '../../../src/api/credential-value-routes.ts';
import { vaultRoutes } from '../../../src/api/vault-routes.ts';
import { policySet } from '../../../src/authorization/policy-set.ts';
import { api } from '../../../src/http/api.ts';
import type { ApiEvent, Route } from '../../../src/http/api.ts';
import { operations } from '../../../src/http/contract/operations.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import type { GrantId, PersonId, TargetId } from '../../../src/kernel/ids.ts';
import { ACR_MFA } from '../../../src/kernel/principal.ts';
import { vault } from '../../support/vault/scene.ts';
import type { Vault } from '../../support/vault/scene.ts';

const authorization = policySet(readPolicies());
const contracts = operations.filter(({ function: name }) => name === 'vault' || name === 'credential-values');
const PASSWORD = 'open-sesame-1';
const TYPED = 'typed-by-hand-7';

interface Who {
  readonly id: PersonId;
  readonly groups?: readonly string[];
  readonly eligible?: readonly TargetId[];
  readonly acr?: string;
  readonly signedInAgo?: number;
}

let it: Vault;
let denied: string[];
let alice: Who;
let root: Who;
let grant: GrantId;
beforeEach(() => {
  it = vault();
  it.says.keeper = {
    'try-version': { login: 'alive', findings: [] },
    reconcile: { findings: [], repaired: [] },
  };
  denied = [];
  alice = { id: newId('usr'), eligible: [it.target.id] };
  root = { id: newId('usr'), groups: ['administrators'] };
  grant = it.grant(alice.id).id;
});

const names = {
  namesOf: (ids: readonly PersonId[]) => Promise.resolve(new Map(ids.map((id) => [id, `name of ${id}`]))),
};
const routes = () => [
  ...vaultRoutes({ ...it.means, authorization, directory: names }),
  ...credentialValueRoutes(it.means),
];

/** As API Gateway and the authorizer hand a call over. */
async function call(routeKey: string, who: Who, id: string | null, body?: unknown) {
  const person = {
    ...{ personId: who.id, signInId: newId('sid'), acr: who.acr ?? ACR_MFA, clientId: 'sallyport-cli' },
    ...{ groups: who.groups ?? [], eligible: who.eligible ?? [] },
    authenticatedAt: it.says.now - (who.signedInAgo ?? 60),
  };
  const handler = api(
    {
      authorization,
      refreshPolicies: () => Promise.resolve(),
      secondPerson: false,
      clock: () => it.says.now,
      recordDenial: (_cause, { action, refusal }) => {
        denied.push(`${action} ${refusal.code}`);
        return Promise.resolve();
      },
      reportCall: () => undefined,
      reportFault: (error) => it.faults.push(error),
    },
    routes(),
  );
  const event = {
    routeKey,
    rawPath: '/',
    headers: { 'content-type': 'application/json' },
    ...(id !== null && { pathParameters: { id } }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'call-1',
      http: { method: routeKey.split(' ')[0], sourceIp: '192.0.2.1' },
      authorizer: { lambda: { person: JSON.stringify(person) } },
    },
  } as unknown as ApiEvent;
  const { statusCode = 0, body: text, headers } = await handler(event);
  return { status: statusCode, headers, body: JSON.parse(text ?? 'null') as Record<string, unknown> };
}

const reason = 'An incident';
const bodies: Readonly<Record<string, unknown>> = {
  setCredentialValue: { value: { username: 'reports', password: TYPED }, reason },
  rotateCredential: { reason },
  reconcileCredential: { reason, repair: true },
  checkInCredential: { reason },
  revealCredential: { reason },
};
const idFor = (path: string) => (path.startsWith('/grants') ? grant : path.includes('{id}') ? it.target.id : null);
const ask = ({ id, method, path }: (typeof contracts)[number], who: Who) =>
  call(`${method} ${path}`, who, idFor(path), bodies[id]);
const contract = (id: string) => {
  const found = contracts.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};

test('every operation of the contract has its route here, each in its own function', () => {
  const of = (name: string) =>
    contracts
      .filter((each) => each.function === name)
      .map(({ id }) => id)
      .sort();
  const ids = (list: readonly Route[]) => list.map(({ operation }) => operation.id).sort();
  expect(ids(vaultRoutes({ ...it.means, authorization, directory: names }))).toEqual(of('vault'));
  expect(ids(credentialValueRoutes(it.means))).toEqual(of('credential-values'));
});

test('what is answered is what the contract says, and no cache may keep it', async () => {
  // In an order in which each can go well.
  const order = ['readCredential', 'listCredentials', 'checkOut', 'revealCredential', 'checkIn', 'checkInCredential'];
  const then = ['reconcileCredential', 'rotateCredential', 'setCredentialValue'];
  expect([...order, ...then].sort()).toEqual(contracts.map(({ id }) => id).sort());
  for (const each of [...order, ...then].map(contract)) {
    const { status, body, headers } = await ask(each, each.path.startsWith('/grants') ? alice : root);
    const reply = Object.entries(each.replies).find(([known]) => Number(known) === status)?.[1];
    expect({ id: each.id, status, known: reply !== undefined }).toEqual({ id: each.id, status, known: true });
    reply?.body?.parse(body);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  }
  expect(it.faults).toEqual([]);
});

test('who waits is told their place, who is before them by name, and when to ask again', async () => {
  const bob: Who = { id: newId('usr') };
  await ask(contract('checkOut'), alice);
  grant = it.grant(bob.id).id;
  const { status, body, headers } = await ask(contract('checkOut'), bob);
  contract('checkOut').replies[202]?.body?.parse(body);
  expect(status).toBe(202);
  expect(headers).toMatchObject({ 'retry-after': '30' });
  expect(body).toMatchObject({
    ...{ place: 1, rotation: null },
    held: [{ holder: { id: alice.id, name: `name of ${alice.id}` } }],
    queue: [{ place: 1, holder: { id: bob.id }, turnUntil: null }],
  });
});

test('a check-in that owes a rotation has it begun at once', async () => {
  await ask(contract('checkOut'), alice);
  await ask(contract('revealCredential'), alice);
  expect(it.saw.some((each) => each.startsWith('rotate'))).toBe(false);
  expect((await ask(contract('checkIn'), alice)).body).toEqual({
    ...{ targetId: it.target.id, had: 'lease', rotation: 'owed' },
  });
  expect(it.saw.at(-1)).toBe('rotate token-1');
});

test('a check-in stands even if the rotation could not be begun: the tender does it', async () => {
  it.says.rotation = new Error('throttled');
  await ask(contract('checkOut'), alice);
  await ask(contract('revealCredential'), alice);
  expect((await ask(contract('checkIn'), alice)).status).toBe(200);
  expect(it.faults).toHaveLength(1);
});

describe('who is refused', () => {
  const refused = async (id: string, who: Who) => {
    const { status, body } = await ask(contract(id), who);
    return `${status} ${String(body['code'])}`;
  };
  const untouched = () => ({ entries: it.entries.length, saw: it.saw.length });
  const changing = contracts.filter(({ method }) => method !== 'GET').map(({ id }) => id);

  test.each(changing)('%s: somebody without a right, who changes nothing', async (id) => {
    const dave: Who = { id: newId('usr') };
    expect(await refused(id, dave)).toBe('403 not_permitted');
    expect(untouched()).toEqual({ entries: 0, saw: 0 });
    expect(denied).toEqual([`${contract(id).action} not_permitted`]);
  });

  test.each(['checkOut', 'checkIn', 'revealCredential'])(
    '%s: an administrator, under the grant of another',
    async (id) => {
      expect(await refused(id, root)).toBe('403 not_permitted');
      expect(untouched()).toEqual({ entries: 0, saw: 0 });
    },
  );

  test.each(['setCredentialValue', 'rotateCredential', 'reconcileCredential', 'checkInCredential'])(
    '%s: the holder, the owning group and an auditor',
    async (id) => {
      const olga: Who = { id: newId('usr'), groups: ['orders-team'] };
      const carol: Who = { id: newId('usr'), groups: ['auditors'] };
      for (const who of [alice, olga, carol]) expect(await refused(id, who)).toBe('403 not_permitted');
      expect(untouched()).toEqual({ entries: 0, saw: 0 });
    },
  );

  test.each(['revealCredential', 'setCredentialValue'])('%s: a sign-in that is older than five minutes', async (id) => {
    const stale = { ...(id === 'revealCredential' ? alice : root), signedInAgo: 301 };
    expect(await refused(id, stale)).toBe('401 insufficient_user_authentication');
  });

  test.each(changing.filter((id) => id !== 'checkIn'))('%s: a sign-in without the second factor', async (id) => {
    const weak = { ...(contract(id).path.startsWith('/grants') ? alice : root), acr: 'urn:sallyport:acr:pwd' };
    expect(await refused(id, weak)).toBe('401 insufficient_user_authentication');
  });

  test('from the list: whoever may not see a credential does not see that it is there', async () => {
    const seen = async (who: Who) => {
      const { body } = await ask(contract('listCredentials'), who);
      return (body['credentials'] as unknown[]).length;
    };
    expect(await seen({ id: newId('usr') })).toBe(0);
    expect(await seen({ id: newId('usr'), groups: ['approvers'] })).toBe(0);
    for (const who of [alice, root, { id: newId('usr'), groups: [groupName.parse('orders-team')] }])
      expect(await seen(who)).toBe(1);
  });
});

test('no reply but the reveal holds a value, nor does any entry', async () => {
  const [typed] = [await ask(contract('setCredentialValue'), root)];
  it.versions.set('token-1', { value: JSON.stringify({ password: PASSWORD }), stages: ['AWSCURRENT'] });
  it.versions.delete('v1');
  const replies = [typed];
  for (const id of ['checkOut', 'readCredential', 'listCredentials']) replies.push(await ask(contract(id), alice));
  const shown = await ask(contract('revealCredential'), alice);
  expect(JSON.stringify(shown.body)).toContain(PASSWORD);
  for (const id of ['readCredential', 'checkIn']) replies.push(await ask(contract(id), alice));
  replies.push(await call('PUT /credentials/{id}/value', root, it.target.id, { value: { password: [TYPED] }, reason }));
  const said = JSON.stringify([replies, it.entries, it.orders, it.state()]);
  expect(said).not.toContain(PASSWORD);
  expect(said).not.toContain(TYPED);
});
