import { cancelRequest } from '../access/cancel-request.ts';
import { createRequest } from '../access/create-request.ts';
import { decideRequest } from '../access/decide-request.ts';
import { requestEntity } from '../access/request.ts';
import type { AccessRequest } from '../access/request.ts';
import { targetEntity } from '../access/target.ts';
import { viewRequest } from '../access/view-request.ts';
import { redirect } from '../http/page.ts';
import type { PageReply } from '../http/page.ts';
import type { Form } from '../http/page-form.ts';
import { idOf } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { askFields, decideFields, fieldsOf, noFields } from './form-fields.ts';
import { requestPage } from './pages/request-page.ts';
import { means } from './parts.ts';
import type { ConsoleParts } from './parts.ts';
import { HOME } from './return-path.ts';
import { acting, askAs, notFound, permitted, problemFor, showing } from './visit.ts';
import type { Page, Visit } from './visit.ts';

/** `GET /console/requests/{id}`: what is asked, and the decision for who may make it. Changes nothing. */
export const showRequest = (parts: ConsoleParts): Page =>
  showing(parts, async (visit) => {
    const request = await find(parts, visit);
    if (request === null) return notFound(visit);
    return permitted(parts, visit, { action: 'request:read', resource: requestEntity(request) }, async () => {
      const { principal } = visit.visitor;
      const [view, people] = await Promise.all([
        viewRequest(means(parts), askAs(parts, visit), request, visit.cause.at),
        parts.directory.peopleOf([request.requester]),
      ]);
      return ok(
        await requestPage(visit.frame, {
          request: view,
          requesterEmail: people.get(request.requester)?.email ?? null,
          mine: request.requester === principal.personId,
          now: visit.cause.at,
        }),
      );
    });
  });

/** `POST /console/requests` */
export const askForAccess = (parts: ConsoleParts): Page =>
  acting(parts, async (visit, form) => {
    const fields = fieldsOf(askFields, form);
    if (!fields.ok) return problemFor(visit, fields.refusal);
    const { target: targetId, minutes: seconds, reason } = fields.value;
    const target = await parts.access.target(targetId);
    if (target === null) return problemFor(visit, refusal('not_found', 'There is no such target.'));
    return permitted(
      parts,
      visit,
      { action: 'access:request', resource: targetEntity(target) },
      async (decision, cause) =>
        then(
          await createRequest(means(parts), visit.visitor.principal, decision, cause, { target, seconds, reason }),
          ({ id }) => pathOf(id),
        ),
    );
  });

/** `POST /console/requests/{id}/decision`: the very use case of the API, with the digest that the page showed. */
export const decide = (parts: ConsoleParts): Page =>
  onRequest(parts, 'request:decide', async ({ visitor }, request, form, cause) => {
    const fields = fieldsOf(decideFields, form);
    if (!fields.ok) return fields;
    const { digest } = fields.value;
    const given =
      fields.value.outcome === 'deny'
        ? ({ decision: 'deny', digest, reason: fields.value.reason } as const)
        : ({
            decision: 'approve',
            digest,
            seconds: fields.value.outcome === 'approve-less' ? fields.value.minutes : undefined,
          } as const);
    const decided = await decideRequest(means(parts), visitor.principal, cause, request.id, given);
    return then(decided, () => pathOf(request.id));
  });

/** `POST /console/requests/{id}/cancel` */
export const takeBack = (parts: ConsoleParts): Page =>
  onRequest(parts, 'request:cancel', async (_visit, request, form, cause) => {
    const fields = fieldsOf(noFields, form);
    if (!fields.ok) return fields;
    return then(await cancelRequest(parts, cause, request.id, 'taken-back'), ({ id }) => pathOf(id));
  });

/** A form about the request that the path names, once the policies permit the action on it. */
const onRequest = (
  parts: ConsoleParts,
  action: 'request:decide' | 'request:cancel',
  act: (visit: Visit, request: AccessRequest, form: Form, cause: Cause) => Promise<Result<PageReply>>,
): Page =>
  acting(parts, async (visit, form) => {
    const request = await find(parts, visit);
    if (request === null) return notFound(visit);
    return permitted(parts, visit, { action, resource: requestEntity(request) }, (_decision, cause) =>
      act(visit, request, form, cause),
    );
  });

/** After a POST always on to a GET, so that reloading sends nothing again. */
export const then = <T>(result: Result<T>, to: (value: T) => string): Result<PageReply> =>
  result.ok ? ok(redirect(to(result.value))) : result;

const pathOf = (id: AccessRequest['id']): string => `${HOME}/requests/${id}`;

async function find(parts: ConsoleParts, { event }: Visit): Promise<AccessRequest | null> {
  const id = idOf('req').safeParse(event.pathParameters?.['id']);
  return id.success ? parts.access.request(id.data) : null;
}
