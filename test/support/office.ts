import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import { memoryNotifications } from '../../src/access/notify/adapters/memory-notifications.ts';
import type { Target } from '../../src/access/target.ts';
import { changeRoutes } from '../../src/api/change-routes.ts';
import { configurationRoutes } from '../../src/api/configuration-routes.ts';
import { grantRoutes } from '../../src/api/grant-routes.ts';
import { requestRoutes } from '../../src/api/request-routes.ts';
import { targetRoutes } from '../../src/api/target-routes.ts';
import { memoryEntries } from '../../src/audit/adapters/memory-entries.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { operations } from '../../src/http/contract/operations.ts';
import { requestView } from '../../src/http/contract/requests.ts';
import { problemSchema } from '../../src/http/problem.ts';
import { addEligibility } from '../../src/identity/add-eligibility.ts';
import { handedOver } from '../../src/identity/invitations.ts';
import type { Person } from '../../src/identity/person.ts';
import { newId } from '../../src/kernel/ids.ts';
import { ACR_MFA } from '../../src/kernel/principal.ts';
import { readPolicies } from '../../policies/read-policies.ts';
import { aCause, along, aTarget, NOW } from './access.ts';
import { causeAt, company, valueOf } from './company.ts';
import { memoryConfiguration } from './configuration.ts';

type View = z.infer<typeof requestView>;
const shipped = readPolicies();
/** A secret that the settings name. */
export const IMPORTED = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/database-AbCdEf';

export interface Asked {
  readonly as: Person;
  readonly acr?: string;
  /** How old the sign-in is. */
  readonly signedInFor?: number;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly detail: string;
  readonly body: unknown;
}

/**
 * The demo company in memory, called as API Gateway calls the access function: alice and mallory ask, bob and erin
 * decide, carol reads the record, dave is eligible for nothing, ada administers.
 */
export async function office() {
  const it = await company();
  const access = memoryAccess();
  const entries = memoryEntries();
  const kept = memoryConfiguration(it.directory, access);
  const authorization = rulesInForce(shipped, kept.rules);
  let now = NOW;
  let secondPerson = false;
  const denied: string[] = [];
  const faults: unknown[] = [];
  const means = {
    access,
    directory: it.directory,
    notifications: memoryNotifications(),
    entries,
    authorization,
    newId,
    issuer: 'https://sallyport.example.com',
    randomBytes,
    invitations: handedOver,
    ...{ targets: access, changes: kept.changes, stores: kept.stores, rules: kept.rules },
    revision: () => kept.stores.revision(),
    clock: () => now,
    get secondPerson() {
      return secondPerson;
    },
    within: {
      accounts: ['123456789012'],
      adoptedRoles: ['arn:aws:iam::123456789012:role/team/Adopted'],
      ...{ networks: ['production'], importedSecrets: [IMPORTED], iamUsers: ['legacy-mailer'] },
    },
    minimumSeconds: 60,
    expirySeconds: 3600,
  };
  const people = {
    ada: it.ada,
    alice: await it.hire('Alice'),
    bob: await it.hire('Bob', 'approvers'),
    erin: await it.hire('Erin', 'approvers'),
    carol: await it.hire('Carol', 'auditors'),
    dave: await it.hire('Dave'),
  };
  const target: Target = aTarget({ name: 'Orders' });
  await access.addTarget(target, along());
  const makeEligible = async ({ id }: Person, targetId = target.id) =>
    valueOf(await addEligibility({ ...it.means, directory: it.directory }, causeAt(), { personId: id, targetId }));
  await makeEligible(people.alice);

  const handler = api(
    {
      authorization,
      refreshPolicies: () => authorization.refresh(),
      secondPerson: false,
      clock: () => now,
      recordDenial: (_cause, { action, refusal }) => {
        denied.push(`${action} ${refusal.code}`);
        return Promise.resolve();
      },
      reportCall: () => undefined,
      reportFault: (error) => faults.push(error),
    },
    [
      ...[...targetRoutes(means), ...requestRoutes(means), ...grantRoutes(means)],
      ...[...configurationRoutes(means), ...changeRoutes(means)],
    ],
  );

  /** `POST /requests/req_…/cancel`: the route is found in the contract. */
  async function call(line: string, { as, acr = ACR_MFA, signedInFor = 60, body, query }: Asked): Promise<Answer> {
    const [method = '', path = ''] = line.split(' ');
    const operation = operations.find(
      (each) => each.method === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    const id = path.split('/')[2];
    const { groups, eligible, person } = await it.standing(as.id);
    const caller = {
      ...{ personId: person.id, signInId: newId('sid'), acr, authenticatedAt: now - signedInFor },
      ...{ clientId: 'sallyport-cli', groups, eligible },
    };
    const event = {
      routeKey: `${method} ${operation?.path}`,
      rawPath: path,
      headers: { 'content-type': 'application/json' },
      ...(operation?.path.includes('{id}') && { pathParameters: { id } }),
      ...(query && { queryStringParameters: query }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'call-1',
        http: { method, sourceIp: '192.0.2.1' },
        authorizer: { lambda: { person: JSON.stringify(caller) } },
      },
    } as unknown as ApiEvent;
    const { statusCode = 0, body: text } = await handler(event);
    const reply: unknown = text === undefined ? undefined : JSON.parse(text);
    // Whatever is answered, the contract knows it: a reply by its schema, a refusal by its problem.
    const promised = operation?.replies[statusCode]?.body;
    if (promised) promised.parse(reply);
    const problem = problemSchema.safeParse(reply);
    return { status: statusCode, code: problem.data?.code, detail: problem.data?.detail ?? '', body: reply };
  }

  const ask = (as: Person = people.alice, seconds: unknown = 1800): Promise<Answer> =>
    call('POST /requests', { as, body: { targetId: target.id, seconds, reason: 'Ticket 4711' } });
  const asked = async (as?: Person, seconds?: number): Promise<View> =>
    requestView.parse((await ask(as, seconds)).body);
  const read = async ({ id }: Pick<View, 'id'>, as: Person): Promise<View> =>
    requestView.parse((await call(`GET /requests/${id}`, { as })).body);
  const decide = (request: Pick<View, 'id' | 'digest'>, as: Person, more: object = { decision: 'approve' }) =>
    call(`POST /requests/${request.id}/decision`, { as, body: { digest: request.digest, ...more } });

  return {
    ...{ kept, authorization, needSecondPerson: () => (secondPerson = true) },
    ...{ access, directory: it.directory, company: it, means, people, target, denied, faults, entries },
    ...{ call, ask, asked, read, decide, makeEligible },
    at: (seconds: number) => {
      now = NOW + seconds;
    },
    now: () => now,
    cause: () => aCause({ at: now }),
  };
}
