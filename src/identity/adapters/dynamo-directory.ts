import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import type { Entry } from '../../audit/entry.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import type { Group } from '../group.ts';
import type { Person } from '../person.ts';
import { enrolmentWrites } from '../sign-in/adapters/enrolment-writes.ts';
import { forgetCredentials, requireNoCredentials } from '../sign-in/adapters/credentials-writes.ts';
import type { Directory } from '../ports.ts';
import { itemOf, key } from './directory-items.ts';
import type { Key } from './directory-items.ts';
import { dynamoDirectoryReads } from './dynamo-directory-reads.ts';
import { byHand } from '../../kernel/adapters/revision-item.ts';
import type { CountsRevision } from '../../kernel/adapters/revision-item.ts';
import { commitCounted, commitRecorded } from './commit-recorded.ts';

interface Tables {
  readonly directoryTable: string;
  readonly signInTable: string;
  readonly auditTable: string;
}

/**
 * The directory in DynamoDB: every write is one transaction of the change, its event and its entry, and what changes
 * the configuration is counted in it.
 */
export function dynamoDirectory(
  documents: DynamoDBDocumentClient,
  { directoryTable: TableName, signInTable, auditTable }: Tables,
  counts: CountsRevision = byHand,
): Directory {
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName, Item } });
  const putNew = (Item: Record<string, unknown>) => ({
    Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const remove = (of: Key) => ({ Delete: { TableName, Key: { ...of } } });
  const present = (of: Key) => ({
    ConditionCheck: { TableName, Key: { ...of }, ConditionExpression: 'attribute_exists(pk)' },
  });
  const ifVersion = (version: number) => ({
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  });
  const raiseVersion = (of: Key, version: number) => ({
    Update: {
      TableName,
      Key: { ...of },
      UpdateExpression: 'ADD #version :one',
      ...ifVersion(version),
      ExpressionAttributeValues: { ':version': version, ':one': 1 },
    },
  });
  const replacePerson = (from: Person, to: Person) => ({
    Put: { TableName, Item: itemOf.person(to), ...ifVersion(from.version) },
  });
  const replaceGroup = (from: Group, to: Group) => ({
    Put: { TableName, Item: itemOf.group(to), ...ifVersion(from.version) },
  });
  const touchPerson = ({ id, version }: Person) => raiseVersion(key.person(id), version);
  const shrink = ({ name, version }: Group) => raiseVersion(key.group(name), version);
  const newcomer = (person: Person) => [
    { condition: 'id-free', item: putNew(itemOf.person(person)) } as const,
    { condition: 'email-free', item: putNew({ ...key.email(person.email), personId: person.id }) } as const,
    { condition: 'id-free', item: put({ ...key.listedPerson(person.id) }) } as const,
  ];
  const newGroup = (group: Group) => [
    { condition: 'name-free', item: putNew(itemOf.group(group)) } as const,
    { condition: 'name-free', item: put({ ...key.listedGroup(group.name) }) } as const,
  ];

  const write = <Condition extends string>(writes: readonly Write<Condition>[], entry: Entry) =>
    commitRecorded(documents, writes, { auditTable, entry });
  const change = <Condition extends string>(writes: readonly Write<Condition>[], entry: Entry) =>
    commitCounted(documents, writes, { directoryTable: TableName, counts, auditTable, entry });

  return {
    ...dynamoDirectoryReads(documents, TableName),
    addPerson: ({ person, enrolment }, entry) =>
      change([...newcomer(person), ...enrolmentWrites(signInTable, enrolment)], entry),
    renewEnrolment: ({ from, to, enrolment, credentials }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: replacePerson(from, to) },
          credentials === 'forgotten'
            ? forgetCredentials(signInTable, to.id)
            : requireNoCredentials(signInTable, to.id),
          ...enrolmentWrites(signInTable, enrolment),
        ],
        entry,
      ),
    disablePerson: ({ from, to, event, shrinks }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: replacePerson(from, to) },
          { condition: 'person-unchanged', item: put(itemOf.event(event)) },
          ...(shrinks === 'no-guarded-group' ? [] : [{ condition: 'group-unchanged', item: shrink(shrinks) } as const]),
        ],
        entry,
      ),
    enablePerson: ({ from, to }, entry) =>
      change([{ condition: 'person-unchanged', item: replacePerson(from, to) }], entry),
    renamePerson: ({ from, to }, entry) =>
      change([{ condition: 'person-unchanged', item: replacePerson(from, to) }], entry),
    describeGroup: ({ from, to }, entry) =>
      change([{ condition: 'group-unchanged', item: replaceGroup(from, to) }], entry),
    removeGroup: (group, entry) =>
      change(
        [
          {
            condition: 'group-unchanged',
            item: { Delete: { TableName, Key: key.group(group.name), ...ifVersion(group.version) } },
          },
          { condition: 'group-unchanged', item: remove(key.listedGroup(group.name)) },
        ],
        entry,
      ),
    addGroup: (group, entry) => change(newGroup(group), entry),
    addMember: ({ person, group }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: touchPerson(person) },
          { condition: 'group-exists', item: present(key.group(group)) },
          { condition: 'person-unchanged', item: put({ ...key.membership(person.id, group) }) },
          { condition: 'group-exists', item: put({ ...key.member(group, person.id) }) },
        ],
        entry,
      ),
    removeMember: ({ person, group, event }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: touchPerson(person) },
          { condition: 'group-unchanged', item: shrink(group) },
          { condition: 'person-unchanged', item: remove(key.membership(person.id, group.name)) },
          { condition: 'group-unchanged', item: remove(key.member(group.name, person.id)) },
          { condition: 'person-unchanged', item: put(itemOf.event(event)) },
        ],
        entry,
      ),
    addEligibility: ({ person, targetId }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: touchPerson(person) },
          { condition: 'person-unchanged', item: put({ ...key.eligibility(person.id, targetId) }) },
        ],
        entry,
      ),
    removeEligibility: ({ person, targetId, event }, entry) =>
      change(
        [
          { condition: 'person-unchanged', item: touchPerson(person) },
          { condition: 'person-unchanged', item: remove(key.eligibility(person.id, targetId)) },
          { condition: 'person-unchanged', item: put(itemOf.event(event)) },
        ],
        entry,
      ),
    endSignIns: ({ from, to }, entry) =>
      write([{ condition: 'person-unchanged', item: replacePerson(from, to) }], entry),
    endSignIn: ({ personId, signInId, expiresAt }, entry) =>
      write([{ condition: 'not-ended-before', item: putNew({ ...key.ended(personId, signInId), expiresAt }) }], entry),
    bootstrapAdministrator: ({ person, enrolment, administrators, groups, at }, entry) =>
      change(
        [
          { condition: 'no-administrator-yet', item: putNew({ ...key.bootstrap, personId: person.id, at }) },
          ...newcomer(person),
          ...enrolmentWrites(signInTable, enrolment),
          ...groups.flatMap(newGroup),
          { condition: 'id-free', item: put({ ...key.membership(person.id, administrators) }) },
          { condition: 'name-free', item: put({ ...key.member(administrators, person.id) }) },
        ],
        entry,
      ),
    async record(entry) {
      await documents.send(new PutCommand(entryPut(auditTable, entry).Put));
    },
  };
}
