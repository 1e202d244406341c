import type * as z from 'zod';
import { cancelRequest } from '../access/cancel-request.ts';
import { createRequest } from '../access/create-request.ts';
import { decideRequest } from '../access/decide-request.ts';
import { listAwaitingRequests, listOwnRequests } from '../access/list-requests.ts';
import { requestEntity } from '../access/request.ts';
import type { AccessRequest } from '../access/request.ts';
import { targetEntity } from '../access/target.ts';
import { viewRequest, viewRequests } from '../access/view-request.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Call, Route } from '../http/api.ts';
import { askAs } from '../http/ask-as.ts';
import { PAGE } from '../http/contract/access-fields.ts';
import * as contract from '../http/contract/requests.ts';
import type { Operation } from '../http/operation.ts';
import type { RequestId } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { AccessMeans } from './access-means.ts';
import { found, foundEntity } from './found.ts';

type Viewer = Pick<Call<Operation>, 'principal' | 'cause'>;
type View = z.infer<typeof contract.requestView>;

/** Asking, deciding, taking back, and looking at it. */
export const requestRoutes = (means: AccessMeans): readonly Route[] => {
  const { access, authorization } = means;
  const ask = ({ principal, cause }: Viewer) => askAs(authorization, principal, cause.at);
  const view = (viewer: Viewer, request: AccessRequest): Promise<View> =>
    viewRequest(means, ask(viewer), request, viewer.cause.at);
  const entity = (id: RequestId) => foundEntity(access.request(id), 'request', requestEntity);

  return [
    route(contract.createRequest, {
      resource: ({ body }) => foundEntity(access.target(body.targetId), 'target', targetEntity),
      async handle({ principal, decision, cause, input: { body } }) {
        const target = found(await access.target(body.targetId), 'target');
        if (!target.ok) return target;
        const asked = { target: target.value, seconds: body.seconds, reason: body.reason };
        const created = await createRequest(means, principal, decision, cause, asked);
        return created.ok ? ok({ status: 201, body: await view({ principal, cause }, created.value) }) : created;
      },
    }),
    route(contract.listRequests, {
      resource: () => ok(deploymentEntity),
      async handle({ principal, cause, input: { query } }) {
        const page = { after: query.cursor ?? null, limit: query.limit ?? PAGE };
        const { items, next } =
          query.awaiting === 'me'
            ? await listAwaitingRequests(access, principal, page, cause.at)
            : await listOwnRequests(access, principal, page);
        const requests: View[] = await viewRequests(means, ask({ principal, cause }), items, cause.at);
        return ok({ status: 200, body: { requests, next } });
      },
    }),
    route(contract.readRequest, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path } }) {
        const request = found(await access.request(path.id), 'request');
        return request.ok ? ok({ status: 200, body: await view({ principal, cause }, request.value) }) : request;
      },
    }),
    route(contract.decideRequest, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path, body } }) {
        const decided = await decideRequest(means, principal, cause, path.id, body);
        if (!decided.ok) return decided;
        const { outcome, request } = decided.value;
        return ok({ status: 200, body: { outcome, request: await view({ principal, cause }, request) } });
      },
    }),
    route(contract.cancelRequest, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path } }) {
        const cancelled = await cancelRequest(means, cause, path.id, 'taken-back');
        return cancelled.ok ? ok({ status: 200, body: await view({ principal, cause }, cancelled.value) }) : cancelled;
      },
    }),
  ];
};
