import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal, refusals } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Clock } from '../kernel/time.ts';
import type { Authorization, Decision, Entity } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import { guard, principalOf } from './gate.ts';
import type { Input, Operation } from './operation.ts';
import { parseInput } from './parse-input.ts';
import { problem, REQUEST_ID_HEADER } from './problem.ts';
import { began } from './report-call.ts';
import type { ReportCall } from './report-call.ts';

export type ApiEvent = Omit<APIGatewayProxyEventV2, 'requestContext'> & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & { authorizer?: { lambda?: unknown } };
};

/** One permitted call: who, what, and the decision with its obligations. */
export interface Call<O extends Operation> {
  readonly principal: VerifiedPrincipal;
  readonly input: Input<O>;
  readonly decision: Extract<Decision, { allowed: true }>;
  readonly cause: Cause;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation together with what it acts on and who carries it out. */
export interface Route {
  readonly operation: Operation;
  readonly answer: (event: ApiEvent, surroundings: Surroundings) => Promise<Result<Reply>>;
}

export interface Surroundings {
  readonly authorization: Authorization;
  /** Makes sure, before a call, that the authorization is what is in force now; throws if that cannot be known. */
  readonly refreshPolicies: () => Promise<void>;
  /** Whether what gives power needs a second person. */
  readonly secondPerson: boolean;
  readonly clock: Clock;
  /** Writes the entry of a denial; throttled, and never turns a no into a yes. */
  readonly recordDenial: (
    cause: Cause,
    denied: { action: string; resource: string; refusal: Refusal },
  ) => Promise<void>;
  readonly reportFault: (error: unknown, requestId: string) => void;
  /** Writes the line of one call. */
  readonly reportCall: ReportCall;
}

export interface Guarded<O extends Operation> {
  /** Finds what the operation acts on; a refusal here is an answer (`not_found`). `others` are entities it refers to. */
  readonly resource: (input: Input<O>, principal: VerifiedPrincipal) => Promise<Result<Entity>> | Result<Entity>;
  readonly handle: (call: Call<O>) => Promise<Result<Reply>>;
}

/** Joins a contract and its handler: parse, find, decide, hold to the obligations, and only then act. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  operation: Operation<P, Q, B>,
  { resource, handle }: Guarded<Operation<P, Q, B>>,
): Route {
  return {
    operation,
    async answer(event, { authorization, clock, recordDenial, secondPerson }) {
      const principal = principalOf(event.requestContext.authorizer?.lambda);
      const input = parseInput(operation, event);
      if (!input.ok) return input;
      const now = clock();
      const cause: Cause = {
        actor: { kind: 'person', id: principal.personId },
        signInId: principal.signInId,
        correlationId: event.requestContext.requestId,
        address: event.requestContext.http.sourceIp,
        reasons: [],
        at: now,
      };
      const found = await resource(input.value, principal);
      if (!found.ok) return found;
      const question = { principal: userEntity(principal), action: operation.action, resource: found.value };
      const permitted = guard(authorization, principal, question, now);
      if (!permitted.ok) {
        await recordDenial(cause, { action: operation.action, resource: found.value.id, refusal: permitted.refusal });
        return permitted;
      }
      const decision = permitted.value;
      const result =
        operation.givesPower === true && secondPerson
          ? needsSecondPerson
          : await handle({
              principal,
              input: input.value,
              decision,
              cause: { ...cause, reasons: decision.policies },
            });
      if (!result.ok && refusals[result.refusal.code].status === 403)
        await recordDenial(cause, { action: operation.action, resource: found.value.id, refusal: result.refusal });
      return result;
    },
  };
}

const needsSecondPerson = refused(
  refusal(
    'second_person_needed',
    'Here a second administrator must agree to what gives power: propose it as a change (`sallyport apply`).',
  ),
);

/** An operation that is open to everybody and changes nothing. */
export interface PublicRoute {
  readonly operation: Operation;
  readonly reply: () => Reply;
}
export const publicRoute = (operation: Operation, reply: () => Reply): PublicRoute => ({ operation, reply });

type Reports = Pick<Surroundings, 'reportFault' | 'reportCall'>;

/** The handler of one guarded function. */
export const api = (surroundings: Surroundings, routes: readonly Route[]) =>
  dispatch(routes, surroundings, async (found, event) => {
    await surroundings.refreshPolicies();
    return found.answer(event, surroundings);
  });

/** The handler of a function whose operations are open to everybody: nothing to guard, so nothing to guard with. */
export const publicApi = (reports: Reports, routes: readonly PublicRoute[]) =>
  dispatch(routes, reports, (found) => Promise.resolve(ok(found.reply())));

/** Finds the route; turns refusals and faults into problem details. */
function dispatch<Each extends { readonly operation: Operation }>(
  routes: readonly Each[],
  { reportFault, reportCall }: Reports,
  answer: (found: Each, event: ApiEvent) => Promise<Result<Reply>>,
) {
  const byKey = new Map(routes.map((each) => [`${each.operation.method} ${each.operation.path}`, each]));
  return async (event: ApiEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const requestId = event.requestContext.requestId;
    const start = began();
    const report = (operation: string, outcome: string) =>
      reportCall({ correlationId: requestId, operation, outcome, began: start });
    try {
      const found = byKey.get(event.routeKey);
      const result = found
        ? await answer(found, event)
        : refused(refusal('unknown_route', `There is no ${event.requestContext.http.method} ${event.rawPath}.`));
      report(found?.operation.id ?? 'unknown-route', result.ok ? 'done' : result.refusal.code);
      return result.ok ? json(result.value, requestId) : problem(result.refusal, requestId);
    } catch (error) {
      reportFault(error, requestId);
      report(byKey.get(event.routeKey)?.operation.id ?? 'unknown-route', 'fault');
      return problem(
        refusal(
          'unavailable',
          'Something Sallyport depends on did not answer. It may or may not have been done: look before you repeat it.',
        ),
        requestId,
      );
    }
  };
}

const json = ({ status, body, headers }: Reply, requestId: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    [REQUEST_ID_HEADER]: requestId,
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
