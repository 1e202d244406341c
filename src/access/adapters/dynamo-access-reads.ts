import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { GroupName, RequestId } from '../../kernel/ids.ts';
import type { AccessReads, PageOf } from '../ports.ts';
import {
  footprintFrom,
  grantFrom,
  grantIdFrom,
  key,
  requestFrom,
  requestIdFrom,
  TARGETS,
  targetFrom,
  targetIdFrom,
  targetPointedAt,
} from './access-items.ts';
import { dynamoPages } from './dynamo-pages.ts';
import type { Span } from './dynamo-pages.ts';

export function dynamoAccessReads(documents: DynamoDBDocumentClient, accessTable: string): AccessReads {
  const pages = dynamoPages(documents, accessTable);
  const parsed = <T>(item: unknown, from: (item: unknown) => T): T | null => (item === undefined ? null : from(item));

  /** One more than asked tells whether there is a next page. */
  async function pageOfIds<Id extends string>(
    pk: string,
    span: Span & { readonly limit: number },
    idFrom: (item: unknown) => Id,
  ): Promise<PageOf<Id, Id>> {
    return cut((await pages.partition(pk, { ...span, limit: span.limit + 1 })).map(idFrom), span.limit);
  }

  async function awaiting(groups: readonly GroupName[], after: RequestId | null, limit: number) {
    const found = await Promise.all(
      groups.map((group) => pages.partition(`awaiting#${group}`, { after, limit: limit + 1 })),
    );
    return cut([...new Set(found.flat().map(requestIdFrom))].sort(), limit);
  }

  return {
    target: async (id) => parsed(await pages.item(key.target(id)), targetFrom),
    targetOfSecret: async (arn) => parsed(await pages.item(key.targetSecret(arn)), targetPointedAt),
    async targets({ after, limit }) {
      const { items, next } = await pageOfIds(TARGETS, { after, limit }, targetIdFrom);
      return { items: (await pages.items(items.map(key.target))).map(targetFrom), next };
    },
    request: async (id) => parsed(await pages.item(key.request(id)), requestFrom),
    async requestsOf(requester, { after, limit }) {
      const span = { after, limit, prefix: 'req_', newestFirst: true };
      const { items, next } = await pageOfIds(`person#${requester}`, span, requestIdFrom);
      return { items: (await pages.items(items.map(key.request))).map(requestFrom), next };
    },
    async requestsAwaiting(groups, { after, limit }) {
      const { items, next } = await awaiting(groups, after, limit);
      const requests = (await pages.items(items.map(key.request))).map(requestFrom);
      // Between the two readings one may have been decided.
      return { items: requests.filter(({ state }) => state === 'requested'), next };
    },
    grant: async (id) => parsed(await pages.item(key.grant(id)), grantFrom),
    async grantsOf(holder, { after, limit }) {
      const span = { after, limit, prefix: 'grt_', newestFirst: true };
      const { items, next } = await pageOfIds(`person#${holder}`, span, grantIdFrom);
      return { items: (await pages.items(items.map(key.grant))).map(grantFrom), next };
    },
    async openOf(person) {
      const pk = `open#${person}`;
      const [requests, grants] = await Promise.all([
        pages.partition(pk, { prefix: 'req_' }),
        pages.partition(pk, { prefix: 'grt_' }),
      ]);
      return { requests: requests.map(requestIdFrom), grants: grants.map(grantIdFrom) };
    },
    footprintsOf: async (targetId) => (await pages.partition(`target#${targetId}`)).map(footprintFrom),
  };
}

function cut<Id>(ids: readonly Id[], limit: number): PageOf<Id, Id> {
  const items = ids.slice(0, limit);
  return { items, next: ids.length > limit ? (items.at(-1) ?? null) : null };
}
