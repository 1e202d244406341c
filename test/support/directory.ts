import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Entry } from '../../src/audit/entry.ts';
import { newEntry } from '../../src/audit/entry.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { directoryEvent } from '../../src/identity/directory-event.ts';
import type { DirectoryEvent } from '../../src/identity/directory-event.ts';
import { newPerson } from '../../src/identity/person.ts';
import type { ActivePerson } from '../../src/identity/person.ts';
import type { Directory } from '../../src/identity/ports.ts';
import { createEnrolment } from '../../src/identity/sign-in/create-enrolment.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Cause } from '../../src/kernel/principal.ts';
import type { BareCloud } from './bare-cloud.ts';

/** A directory under test, and what can be seen of it from outside. */
export interface DirectorySubject {
  readonly directory: Directory;
  readonly entries: () => Promise<readonly { readonly id: string }[]>;
  readonly events: () => Promise<readonly DirectoryEvent[]>;
  /** Hashes of the codes that can be used. */
  readonly enrolments: () => Promise<readonly string[]>;
}

const cause: Cause = {
  actor: { kind: 'system', name: 'bootstrap' },
  signInId: null,
  correlationId: 'test',
  address: null,
  reasons: [],
  at: 1_800_000_000,
};
export const entryFor = (action: string): Entry => newEntry(newId, cause, { action, outcome: 'allowed' });
export const person = (name = 'Alice'): ActivePerson => {
  const id = newId('usr');
  return newPerson({ id, name, email: `${id}@example.com` });
};
export const enrolmentOf = (personId: ActivePerson['id']) =>
  createEnrolment({ newId, randomBytes }, { personId, at: 1_800_000_000 }).enrolment;
export const joining = (someone: ActivePerson) => ({ person: someone, enrolment: enrolmentOf(someone.id) });
interface DirectoryTables {
  readonly directoryTable: string;
  readonly signInTable: string;
  readonly auditTable: string;
}

export function directoryInMemory(): Promise<DirectorySubject> {
  const directory = memoryDirectory();
  return Promise.resolve({
    directory,
    entries: () => Promise.resolve(directory.entries),
    events: () => Promise.resolve(directory.events),
    enrolments: () => Promise.resolve(directory.enrolments.map(({ codeHash }) => codeHash)),
  });
}

let made = 0;
export async function directoryInDynamo(
  cloud: BareCloud,
): Promise<DirectorySubject & { readonly tables: DirectoryTables }> {
  made += 1;
  const { documents } = cloud;
  const directoryTable = await cloud.table(`Directory${made}`, [
    { name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt', sortKeyType: 'N' },
  ]);
  const signInTable = await cloud.table(`SignIn${made}`);
  const auditTable = await cloud.table(`Audit${made}`);
  const all = async (TableName: string) => (await documents.send(new ScanCommand({ TableName }))).Items ?? [];
  return {
    tables: { directoryTable, signInTable, auditTable },
    directory: dynamoDirectory(documents, { directoryTable, signInTable, auditTable }),
    entries: async () => (await all(auditTable)).map((item) => ({ id: String(item['id']) })),
    events: async () =>
      (await all(directoryTable))
        .filter((item) => item['sk'] === 'outbox')
        .map(({ body }) => directoryEvent.parse(body)),
    enrolments: async () => (await all(signInTable)).map((item) => String(item['codeHash'])),
  };
}
