import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import { commit } from '../../kernel/adapters/commit.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import { footprintOf } from '../grant.ts';
import type { Grant } from '../grant.ts';
import type { AccessStore, Along, Written } from '../ports.ts';
import { itemOf, key, pointersOf } from './access-items.ts';
import type { Item, Key } from './access-items.ts';
import { claim } from '../request-transitions.ts';
import { auditRefused } from './audit-refused.ts';
import { dynamoAccessReads } from './dynamo-access-reads.ts';

interface Tables {
  readonly accessTable: string;
  readonly auditTable: string;
}

/** Access in DynamoDB: each change, its entry, its events and its pointers are one transaction. */
export function dynamoAccess(
  documents: DynamoDBDocumentClient,
  { accessTable: TableName, auditTable }: Tables,
): AccessStore {
  const put = (item: Item | Key) => ({ Put: { TableName, Item: { ...item } } });
  const putNew = (item: Item | Key) => ({
    Put: { TableName, Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const remove = (of: Key) => ({ Delete: { TableName, Key: { ...of } } });
  /** What is stored is exactly what the caller decided on. */
  const unchanged = ({ state, version }: { readonly state: string; readonly version: number }) => ({
    ConditionExpression: '#state = :state AND #version = :version',
    ExpressionAttributeNames: { '#state': 'state', '#version': 'version' },
    ExpressionAttributeValues: { ':state': state, ':version': version },
  });
  const replace = (item: Item, from: { readonly state: string; readonly version: number }) => ({
    Put: { TableName, Item: { ...item }, ...unchanged(from) },
  });
  const footprintWrite = (grant: Grant) => {
    const print = footprintOf(grant);
    return print ? put(itemOf.footprint(grant.targetId, print)) : remove(key.footprint(grant.targetId, grant.id));
  };

  /** The first condition is that of the thing itself; what lies beside it can only fail by a conflict over the same. */
  async function write<Condition extends string>(
    main: readonly Write<Condition>[],
    beside: { readonly condition: Condition; readonly items: readonly Write<Condition>['item'][] },
    { entry, events }: Along,
  ): Promise<Written<Condition>> {
    const writes: Write<Condition | 'recorded'>[] = [
      { condition: 'recorded', item: entryPut(auditTable, entry) },
      ...main,
      ...beside.items.map((item) => ({ condition: beside.condition, item })),
      ...events.map((event) => ({ condition: beside.condition, item: putNew(itemOf.event(event)) })),
    ];
    try {
      const outcome = await commit(documents, writes);
      return outcome.committed ? { written: true } : { written: false, failed: [...new Set(outcome.failed)] };
    } catch (error) {
      if (auditRefused(error, auditTable)) return { written: false, failed: ['recorded'] };
      throw error;
    }
  }

  return {
    ...dynamoAccessReads(documents, TableName),
    addRequest: (request, along) =>
      write(
        [{ condition: 'id-free', item: putNew(itemOf.request(request)) }],
        {
          condition: 'id-free',
          items: [...pointersOf.request(request), ...pointersOf.pendingRequest(request)].map(put),
        },
        along,
      ),
    changeRequest: ({ from, to }, along) =>
      write(
        [{ condition: 'request-unchanged', item: replace(itemOf.request(to), from) }],
        {
          condition: 'request-unchanged',
          items: to.state === 'requested' ? [] : pointersOf.pendingRequest(to).map(remove),
        },
        along,
      ),
    addGrant: ({ grant, request }, along) =>
      write(
        [
          { condition: 'grant-new', item: putNew(itemOf.grant(grant)) },
          {
            condition: 'request-unchanged',
            item: replace(itemOf.request(claim(request, grant.createdAt)), request),
          },
        ],
        {
          condition: 'grant-new',
          items: [put(key.own(grant.holder, grant.id)), put(key.open(grant.holder, grant.id)), footprintWrite(grant)],
        },
        along,
      ),
    changeGrant: ({ from, to }, along) =>
      write(
        [{ condition: 'grant-unchanged', item: replace(itemOf.grant(to), from) }],
        {
          condition: 'grant-unchanged',
          items: [footprintWrite(to), ...(to.state === 'ended' ? [remove(key.open(to.holder, to.id))] : [])],
        },
        along,
      ),
    async forgetFootprint(targetId, grantId, now) {
      try {
        await documents.send(
          new DeleteCommand({
            TableName,
            Key: { ...key.footprint(targetId, grantId) },
            ConditionExpression: 'denyUntil <= :now',
            ExpressionAttributeValues: { ':now': now },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
