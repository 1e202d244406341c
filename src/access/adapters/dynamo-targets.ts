import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import { itemOf as directoryItem } from '../../identity/adapters/directory-items.ts';
import { commit } from '../../kernel/adapters/commit.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import { byHand } from '../../kernel/adapters/revision-item.ts';
import type { CountsRevision } from '../../kernel/adapters/revision-item.ts';
import type { Along, TargetStore, Written } from '../ports.ts';
import { administratorOf } from '../target.ts';
import type { Target } from '../target.ts';
import { itemOf, key, targetIdFrom, targetPointedAt } from './access-items.ts';
import type { Item, Key } from './access-items.ts';
import { auditRefused } from './audit-refused.ts';
import { dynamoPages } from './dynamo-pages.ts';

interface Tables {
  readonly accessTable: string;
  readonly auditTable: string;
  /** Holds the revision of the configuration. */
  readonly directoryTable: string;
}

const ATTEMPTS = 6;

/** Targets in DynamoDB: each change, its entry and the count of the configuration are one transaction. */
export function dynamoTargets(
  documents: DynamoDBDocumentClient,
  { accessTable: TableName, auditTable, directoryTable }: Tables,
  counts: CountsRevision = byHand,
): TargetStore {
  const pages = dynamoPages(documents, TableName);
  const put = (item: Item | Key) => ({ Put: { TableName, Item: { ...item } } });
  const putNew = (item: Item | Key) => ({
    Put: { TableName, Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const remove = (of: Key) => ({ Delete: { TableName, Key: { ...of } } });

  async function write<Condition extends string>(
    writes: readonly Write<Condition>[],
    { entry }: Along,
  ): Promise<Written<Condition>> {
    const all: Write<Condition | 'recorded' | 'revision'>[] = [
      { condition: 'recorded', item: entryPut(auditTable, entry) },
      ...writes,
      counts.write(directoryTable),
    ];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const outcome = await commit(documents, all);
        if (outcome.committed) {
          counts.counted();
          return { written: true };
        }
        if (outcome.failed.includes('revision')) counts.contended();
        const failed = outcome.failed.filter((each): each is Condition | 'recorded' => each !== 'revision');
        if (failed.length > 0) return { written: false, failed: [...new Set(failed)] };
      } catch (error) {
        if (auditRefused(error, auditTable)) return { written: false, failed: ['recorded'] };
        throw error;
      }
    }
    throw new Error('too many change the configuration at once');
  }

  type Own = Write<'role-free' | 'boundary-free' | 'secret-free' | 'id-free'>;
  /** What is registered once of its kind, and whose administrator it names. */
  function ownOf(target: Target): readonly Own[] {
    const administrator = administratorOf(target);
    return [
      ...(target.kind === 'aws-role'
        ? ([
            { condition: 'role-free', item: putNew(itemOf.role(target)) },
            { condition: 'boundary-free', item: putNew(key.targetBoundary(target.boundaryArn)) },
          ] as const)
        : []),
      ...(target.kind === 'credential' && target.importedSecret !== null
        ? [{ condition: 'secret-free' as const, item: putNew(itemOf.secret(target.id, target.importedSecret)) }]
        : []),
      ...(administrator === null
        ? []
        : [{ condition: 'id-free' as const, item: put(key.administered(administrator, target.id)) }]),
    ];
  }

  return {
    addTarget: (target, along) =>
      write(
        [
          { condition: 'id-free', item: putNew(itemOf.target(target)) },
          { condition: 'name-free', item: putNew(key.targetName(target.name)) },
          ...ownOf(target),
          { condition: 'id-free', item: put(key.listedTarget(target.id)) },
        ],
        along,
      ),
    changeTarget: ({ from, to, event }, along) => {
      const named = (target: typeof from) => (target.retiredAt === null ? key.targetName(target.name) : null);
      const [before, after] = [named(from), named(to)];
      return write(
        [
          {
            condition: 'target-unchanged',
            item: {
              Put: {
                TableName,
                Item: { ...itemOf.target(to) },
                ConditionExpression: '#version = :version',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':version': from.version },
              },
            },
          },
          ...(before === null || before.pk === after?.pk
            ? []
            : [{ condition: 'target-unchanged' as const, item: remove(before) }]),
          ...(after === null || after.pk === before?.pk
            ? []
            : [{ condition: 'name-free' as const, item: putNew(after) }]),
          {
            condition: 'target-unchanged',
            item: { Put: { TableName: directoryTable, Item: directoryItem.event(event) } },
          },
          {
            condition: 'target-unchanged',
            item: to.retiredAt === null ? put(key.listedTarget(to.id)) : remove(key.listedTarget(to.id)),
          },
        ],
        along,
      );
    },
    async targetOfRole(roleArn) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: { ...key.targetRole(roleArn) }, ConsistentRead: true }),
      );
      return Item === undefined ? null : targetPointedAt(Item);
    },
    administeredBy: async (administrator) =>
      (await pages.partition(`target-administered#${administrator}`)).map(targetIdFrom),
  };
}
