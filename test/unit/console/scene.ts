import { memoryAccess } from '../../../src/access/adapters/memory-access.ts';
import { memoryNotifications } from '../../../src/access/notify/adapters/memory-notifications.ts';
import { policySet } from '../../../src/authorization/policy-set.ts';
import { memoryConsoleSignIns } from '../../../src/console/adapters/memory-console-sign-ins.ts';
import { consolePages } from '../../../src/console/console.ts';
import type { IssuedSignIn } from '../../../src/console/console-sign-in.ts';
import type { IssuerClient } from '../../../src/console/ports.ts';
import type { PageEvent } from '../../../src/http/page.ts';
import { addEligibility } from '../../../src/identity/add-eligibility.ts';
import type { Person } from '../../../src/identity/person.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { Id } from '../../../src/kernel/ids.ts';
import { ACR_MFA } from '../../../src/kernel/principal.ts';
import { ok, refused } from '../../../src/kernel/result.ts';
import { refusal } from '../../../src/kernel/refusal.ts';
import { readPolicies } from '../../../policies/read-policies.ts';
import { aTarget, along } from '../../support/access.ts';
import { NOW, causeAt, company, valueOf } from '../../support/company.ts';

export const ISSUER = 'https://sallyport.example.com';
const authorization = policySet(readPolicies());

/** The console over a company in memory: alice may ask for one target, bob and erin approve, dave may do nothing. */
export async function consoleScene() {
  const { directory, means, hire, standing } = await company();
  const access = memoryAccess();
  const signIns = memoryConsoleSignIns();
  const notifications = memoryNotifications();
  const [alice, bob, erin, dave] = [
    await hire('Alice'),
    await hire('Bob', 'approvers'),
    await hire('Erin', 'approvers'),
    await hire('Dave'),
  ];
  const target = aTarget({ name: 'Orders database', description: 'Reads and changes the orders tables' });
  const other = aTarget({ name: 'Backups', description: 'Reads the backups' });
  for (const each of [target, other]) await access.addTarget(each, along());
  valueOf(await addEligibility(means, causeAt(), { personId: alice.id, targetId: target.id }));

  const clock = { now: NOW };
  const denials: { action: string; resource: string; code: string }[] = [];
  const faults: unknown[] = [];
  let issued: IssuedSignIn | null = null;
  const issuerClient: IssuerClient = {
    begin: ({ fresh, returnTo }) =>
      Promise.resolve({
        url: `${ISSUER}/oauth2/authorize?fresh=${fresh}`,
        attempt: { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43), returnTo },
      }),
    finish: () =>
      Promise.resolve(issued === null ? refused(refusal('invalid_request', 'It was broken off.')) : ok(issued)),
  };
  const pages = consolePages({
    issuer: ISSUER,
    surroundings: {
      authorization,
      refreshPolicies: () => Promise.resolve(),
      secondPerson: false,
      clock: () => clock.now,
      recordDenial: (_cause, { action, resource, refusal: { code } }) => {
        denials.push({ action, resource, code });
        return Promise.resolve();
      },
      reportCall: () => undefined,
      reportFault: (error) => faults.push(error),
    },
    newId,
    access,
    directory,
    notifications,
    minimumSeconds: 60,
    expirySeconds: 86_400,
    signInSeconds: 43_200,
    signIns,
    issuerClient,
  });

  /** What the issuer says of the sign-in that comes next. */
  function issues(person: Person, { ago = 0, acr = ACR_MFA }: { ago?: number; acr?: string } = {}) {
    issued = { personId: person.id, signInId: newId('sid'), acr, authenticatedAt: clock.now - ago };
  }

  /** A browser: keeps cookies, sends forms as they stand on the page. */
  function browser() {
    const cookies = new Map<string, string>();
    async function send(routeKey: string, more: Partial<PageEvent> & { headers?: Record<string, string> } = {}) {
      const [method = 'GET'] = routeKey.split(' ');
      const { id } = more.pathParameters ?? {};
      const rawPath = (routeKey.split(' ')[1] ?? '').replace('{id}', id ?? '');
      const reply = await pages({
        version: '2.0',
        routeKey,
        rawPath,
        rawQueryString: '',
        isBase64Encoded: false,
        requestContext: {
          accountId: '0',
          apiId: 'api',
          domainName: 'localhost',
          domainPrefix: 'localhost',
          requestId: 'request-1',
          routeKey,
          stage: '$default',
          time: '',
          timeEpoch: 0,
          http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
        },
        cookies: [...cookies].map(([name, value]) => `${name}=${value}`),
        ...more,
        headers: more.headers ?? {},
      });
      for (const each of reply.cookies ?? []) {
        const [pair = '', ...attributes] = each.split('; ');
        const [name = '', value = ''] = pair.split('=');
        if (attributes.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      const { statusCode: status = 0, headers = {}, body = '' } = reply;
      return {
        status,
        headers,
        cookies: reply.cookies ?? [],
        body: body.replace(/\s+/g, ' '),
        location: String(headers['location'] ?? ''),
      };
    }
    const get = (routeKey: string, id?: string) =>
      send(`GET ${routeKey}`, id === undefined ? {} : { pathParameters: { id } });
    const post = (
      routeKey: string,
      id: string | undefined,
      fields: Record<string, string>,
      headers: Record<string, string> = {},
    ) =>
      send(`POST ${routeKey}`, {
        ...(id !== undefined && { pathParameters: { id } }),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: ISSUER,
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      });
    /** Signs in at the (memory) issuer; `ago` seconds ago. */
    async function signIn(person: Person, how: { ago?: number; acr?: string } = {}) {
      issues(person, how);
      await send('GET /console/sign-in', { queryStringParameters: { return: '/console' } });
      await get('/console/callback');
      issued = null;
    }
    return { get, post, send, signIn, cookies };
  }
  const of = async (person: Person, how: { ago?: number; acr?: string } = {}) => {
    const made = browser();
    await made.signIn(person, how);
    return made;
  };
  const ask = async (who: ReturnType<typeof browser>, more: Record<string, string> = {}) => {
    const csrf = hidden((await who.get('/console')).body, 'csrf');
    const fields = { csrf, target: target.id, minutes: '30', reason: 'Ticket 4711', ...more };
    return who.post('/console/requests', undefined, fields);
  };
  const people = { alice, bob, erin, dave };
  return {
    ...people,
    access,
    directory,
    means,
    standing,
    signIns,
    notifications,
    target,
    other,
    clock,
    denials,
    faults,
    issues,
    browser,
    of,
    ask,
  };
}

/** A hidden field as it stands on a page. */
export function hidden(page: string, name: string): string {
  const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
  if (found === undefined) throw new Error(`no hidden field ${name}`);
  return found;
}

export const idIn = (location: string): Id<'req'> => {
  const id = location.split('/').at(-1);
  if (!id?.startsWith('req_')) throw new Error(`no request in ${location}`);
  return id as Id<'req'>;
};
