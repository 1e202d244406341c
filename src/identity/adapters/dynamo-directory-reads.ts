import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { idOf } from '../../kernel/ids.ts';
import type { PersonId } from '../../kernel/ids.ts';
import type { Person } from '../person.ts';
import type { DirectoryReads } from '../ports.ts';
import {
  groupFrom,
  key,
  memberFrom,
  peoplePartitions,
  personFrom,
  personIdFromEmailItem,
  sortKeyFrom,
  standingFrom,
} from './directory-items.ts';
import type { Key } from './directory-items.ts';

/** DynamoDB's own limit of one BatchGetItem. */
const BATCH = 100;

/** All reads are strongly consistent, and all pages are read. */
export function dynamoDirectoryReads(documents: DynamoDBDocumentClient, table: string): DirectoryReads {
  async function get(of: Key): Promise<unknown> {
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: of, ConsistentRead: true }));
    return Item;
  }

  async function query(pk: string, { after = '', prefix = '', limit = Infinity } = {}): Promise<unknown[]> {
    const items: unknown[] = [];
    let from: Record<string, unknown> | undefined = after === '' ? undefined : { pk, sk: after };
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
          ConsistentRead: true,
          ...(Number.isFinite(limit) && { Limit: limit - items.length }),
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && items.length < limit);
    return items;
  }

  async function peopleOf(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Person>> {
    const found = new Map<PersonId, Person>();
    const wanted = [...new Set(ids)];
    for (let start = 0; start < wanted.length; start += BATCH) {
      let keys: Record<string, unknown>[] = wanted.slice(start, start + BATCH).map((id) => ({ ...key.person(id) }));
      for (let attempt = 0; keys.length > 0; attempt += 1) {
        if (attempt === 10) throw new Error('the directory did not give all people that were asked for');
        const { Responses, UnprocessedKeys } = await documents.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const person of (Responses?.[table] ?? []).map(personFrom)) found.set(person.id, person);
        keys = UnprocessedKeys?.[table]?.Keys ?? [];
      }
    }
    return found;
  }

  return {
    peopleOf,
    standing: async (personId) => standingFrom(await query(personId)),
    async personByEmail(email) {
      const pointer = await get(key.email(email));
      if (pointer === undefined) return null;
      const item = await get(key.person(personIdFromEmailItem(pointer)));
      return item === undefined ? null : personFrom(item);
    },
    membersOf: async (name) => (await query(key.group(name).pk, { prefix: 'member#' })).map(memberFrom),
    namesOf: async (ids) => new Map([...(await peopleOf(ids))].map(([id, { name }]) => [id, name])),
    async people({ after, limit }) {
      const shards = await Promise.all(
        peoplePartitions.map((pk) => query(pk, { after: after ?? '', limit: limit + 1 })),
      );
      const ids = shards
        .flat()
        .map((item) => idOf('usr').parse(sortKeyFrom(item)))
        .sort();
      const page = ids.slice(0, limit);
      const known = await peopleOf(page);
      return {
        people: page.flatMap((id) => known.get(id) ?? []),
        next: ids.length > limit ? (page.at(-1) ?? null) : null,
      };
    },
    async group(name) {
      const item = await get(key.group(name));
      return item === undefined ? null : groupFrom(item);
    },
    async groups() {
      const names = (await query('groups')).map(sortKeyFrom);
      const items = await Promise.all(names.map((name) => get({ pk: `group#${name}`, sk: 'group' })));
      return items.filter((item) => item !== undefined).map(groupFrom);
    },
  };
}
