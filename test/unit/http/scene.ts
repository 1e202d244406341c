import * as z from 'zod';
import type { Authorization, Decision } from '../../../src/authorization/decision.ts';
import type { Obligations } from '../../../src/authorization/obligations.ts';
import type { ApiEvent, Surroundings } from '../../../src/http/api.ts';
import { operation } from '../../../src/http/operation.ts';
import { idOf, newId } from '../../../src/kernel/ids.ts';
import { ACR_MFA } from '../../../src/kernel/principal.ts';

export const now = 1_800_000_000;
export const personId = newId('usr');
export const targetId = newId('tgt');

/** What the authorizer hands over for a person who signed in a minute ago with both factors. */
export const person = {
  personId,
  signInId: newId('sid'),
  acr: ACR_MFA,
  authenticatedAt: now - 60,
  clientId: 'sallyport-cli',
  groups: ['engineers'],
  eligible: [targetId],
};

export const openDoor = operation({
  id: 'openDoor',
  method: 'POST',
  path: '/doors/{id}/open',
  function: 'access',
  summary: 'Open it',
  description: 'Opens it.',
  action: 'door:open',
  input: {
    path: z.strictObject({ id: idOf('tgt') }),
    query: z.strictObject({ slowly: z.enum(['yes', 'no']).optional() }),
    body: z.strictObject({ reason: z.string().min(1).max(20) }),
  },
  replies: { 200: { description: 'open', body: z.strictObject({ open: z.boolean() }) } },
  refusals: ['not_found', 'throttled'],
});

const none: Obligations = { factor: 'not-required', freshSeconds: null, maxSeconds: null, approval: [] };
export const permitted = (obligations: Partial<Obligations> = {}): Decision => ({
  allowed: true,
  policies: ['door.open'],
  obligations: { ...none, ...obligations },
});
export const denied = (...says: readonly string[]): Decision => ({ allowed: false, policies: ['door.shut'], says });

type Denial = Parameters<Surroundings['recordDenial']>;

/** Surroundings that always decide the same, and remember what was recorded and reported. */
export function surroundings(decision: Decision | (() => Decision)) {
  const denials: Denial[] = [];
  const faults: unknown[] = [];
  const authorization: Authorization = {
    policyHash: 'hash',
    versionOf: () => 'hash',
    decide: () => (typeof decision === 'function' ? decision() : decision),
  };
  const given: Surroundings = {
    authorization,
    refreshPolicies: () => Promise.resolve(),
    secondPerson: false,
    clock: () => now,
    recordDenial: (...denial) => {
      denials.push(denial);
      return Promise.resolve();
    },
    reportCall: () => undefined,
    reportFault: (error) => {
      faults.push(error);
    },
  };
  return { ...given, denials, faults };
}

/** One call as API Gateway hands it over; `person` null is a call that no authorizer has seen. */
export function call(
  change: Partial<Pick<ApiEvent, 'routeKey' | 'headers' | 'body' | 'pathParameters' | 'queryStringParameters'>> & {
    readonly person?: object | null;
    readonly isBase64Encoded?: boolean;
  } = {},
): ApiEvent {
  const { person: who = person, ...more } = change;
  return {
    version: '2.0',
    routeKey: 'POST /doors/{id}/open',
    rawPath: `/doors/${targetId}/open`,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    pathParameters: { id: targetId },
    body: JSON.stringify({ reason: 'fire' }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '0',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: 'POST', path: '/', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'call-1',
      routeKey: 'POST /doors/{id}/open',
      stage: '$default',
      time: '',
      timeEpoch: now * 1000,
      ...(who !== null && { authorizer: { lambda: { person: JSON.stringify(who) } } }),
    },
    ...more,
  };
}

const reply = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string().transform((text): unknown => JSON.parse(text)),
});
export const read = (answer: unknown) => reply.parse(answer);
