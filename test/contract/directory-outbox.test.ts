import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dynamoDirectoryOutbox } from '../../src/access/adapters/dynamo-directory-outbox.ts';
import { EVENT_PATIENCE_SECONDS } from '../../src/identity/directory-event.ts';
import { disable } from '../../src/identity/person.ts';
import { newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { directoryInDynamo, entryFor, joining, person } from '../support/directory.ts';

let cloud: BareCloud;
beforeAll(async () => {
  cloud = await bareCloud();
}, 60_000);
afterAll(() => cloud.stop());

test('what the directory tells of a leaver is found as it was written, is due in time, and is gone once delivered', async () => {
  const { directory, tables } = await directoryInDynamo(cloud);
  const outbox = dynamoDirectoryOutbox(cloud.documents, tables.directoryTable);
  const someone = person();
  await directory.addPerson(joining(someone), entryFor('people.add'));
  const at = 1_800_000_100;
  const event = { id: newId('out'), kind: 'person-disabled', personId: someone.id, at } as const;
  await directory.disablePerson(
    { from: someone, to: disable(someone, at), event, shrinks: 'no-guarded-group' },
    entryFor('people.disable'),
  );
  expect(await outbox.event(event.id)).toEqual(event);
  expect(await outbox.dueBy(at + EVENT_PATIENCE_SECONDS - 1, 10)).toEqual([]);
  expect(await outbox.dueBy(at + EVENT_PATIENCE_SECONDS, 10)).toEqual([event.id]);
  await outbox.delivered(event.id);
  await outbox.delivered(event.id);
  expect(await outbox.event(event.id)).toBeNull();
  expect(await outbox.dueBy(at + EVENT_PATIENCE_SECONDS, 10)).toEqual([]);
});
