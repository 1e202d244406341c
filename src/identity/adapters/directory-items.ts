import * as z from 'zod';
import { dueAttributes } from '../../kernel/adapters/due-index.ts';
import { groupName, idOf } from '../../kernel/ids.ts';
import type { GroupName, OutboxId, PersonId, SignInId, TargetId } from '../../kernel/ids.ts';
import { directoryEvent, EVENT_PATIENCE_SECONDS } from '../directory-event.ts';
import type { DirectoryEvent } from '../directory-event.ts';
import { group } from '../group.ts';
import type { Group } from '../group.ts';
import { person } from '../person.ts';
import type { Person, Standing } from '../person.ts';

/** How the Directory table is laid out. All that a person's next call is judged by lies under one partition key. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** People are listed from this many partitions, so that a company of any size is not one hot key. */
const SHARDS = 4;
export const peoplePartitions = Array.from({ length: SHARDS }, (_, shard) => `people#${shard}`);

export const key = {
  person: (id: PersonId): Key => ({ pk: id, sk: 'person' }),
  membership: (id: PersonId, name: GroupName): Key => ({ pk: id, sk: `group#${name}` }),
  eligibility: (id: PersonId, target: TargetId): Key => ({ pk: id, sk: `eligible#${target}` }),
  ended: (id: PersonId, signIn: SignInId): Key => ({ pk: id, sk: `ended#${signIn}` }),
  email: (email: string): Key => ({ pk: `email#${email.toLowerCase()}`, sk: 'person' }),
  group: (name: GroupName): Key => ({ pk: `group#${name}`, sk: 'group' }),
  member: (name: GroupName, id: PersonId): Key => ({ pk: `group#${name}`, sk: `member#${id}` }),
  listedGroup: (name: GroupName): Key => ({ pk: 'groups', sk: name }),
  /** The last character of an id is random. */
  listedPerson: (id: PersonId): Key => ({ pk: `people#${id.charCodeAt(id.length - 1) % SHARDS}`, sk: id }),
  bootstrap: { pk: 'bootstrap', sk: 'administrator' } as const,
  event: (id: OutboxId): Key => ({ pk: `outbox#${id}`, sk: 'outbox' }),
};

export const itemOf = {
  person: (value: Person) => ({ ...key.person(value.id), ...value }),
  group: (value: Group) => ({ ...key.group(value.name), ...value }),
  event: (value: DirectoryEvent) => ({
    ...key.event(value.id),
    body: value,
    ...dueAttributes(value.id, value.at + EVENT_PATIENCE_SECONDS),
  }),
};

export const eventFrom = (item: unknown): DirectoryEvent =>
  directoryEvent.parse(z.object({ body: z.unknown() }).parse(item).body);

const keys = z.object({ pk: z.string(), sk: z.string() });
const withoutKeys = (item: unknown): Record<string, unknown> => {
  const { pk: _pk, sk: _sk, ...rest } = z.looseObject(keys.shape).parse(item);
  return rest;
};

export const personFrom = (item: unknown): Person => person.parse(withoutKeys(item));
export const groupFrom = (item: unknown): Group => group.parse(withoutKeys(item));
export const sortKeyFrom = (item: unknown): string => keys.parse(item).sk;
export const personIdFromEmailItem = (item: unknown): PersonId =>
  z.object({ personId: idOf('usr') }).parse(item).personId;

export const eventIdFrom = (item: unknown): OutboxId => idOf('out').parse(rest(keys.parse(item).pk));

const parts = { group: groupName, eligible: idOf('tgt'), ended: idOf('sid') };
const rest = (sk: string): string => sk.slice(sk.indexOf('#') + 1);
export const memberFrom = (item: unknown): PersonId => idOf('usr').parse(rest(sortKeyFrom(item)));

/** Reads a whole partition. An item of a kind that is not known here throws: it might be one that takes power away. */
export function standingFrom(items: readonly unknown[]): Standing | null {
  if (items.length === 0) return null;
  let found: Person | null = null;
  const groups: GroupName[] = [];
  const eligible: TargetId[] = [];
  const endedSignIns = new Set<SignInId>();
  for (const item of items) {
    const sk = sortKeyFrom(item);
    if (sk === 'person') found = personFrom(item);
    else if (sk.startsWith('group#')) groups.push(parts.group.parse(rest(sk)));
    else if (sk.startsWith('eligible#')) eligible.push(parts.eligible.parse(rest(sk)));
    else if (sk.startsWith('ended#')) endedSignIns.add(parts.ended.parse(rest(sk)));
    else throw new Error('the directory holds an item of an unknown kind under a person');
  }
  if (found === null) throw new Error('the directory holds items of a person who is not there');
  return { person: found, groups, eligible, endedSignIns };
}
