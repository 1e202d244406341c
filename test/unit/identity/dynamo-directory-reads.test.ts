import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { itemOf, key } from '../../../src/identity/adapters/directory-items.ts';
import { dynamoDirectoryReads } from '../../../src/identity/adapters/dynamo-directory-reads.ts';
import { newPerson } from '../../../src/identity/person.ts';
import { newId } from '../../../src/kernel/ids.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
const directory = dynamoDirectoryReads(documents, 'Directory');
const someone = (name: string) => newPerson({ id: newId('usr'), name, email: `${name}@example.com` });

// The stand-in for DynamoDB always answers everything at once; DynamoDB does not (BatchGetItem, "UnprocessedKeys").
test('people that a batch left out are asked for again', async () => {
  const [alice, bob] = [someone('alice'), someone('bob')];
  const dynamo = mockClient(documents);
  dynamo
    .on(BatchGetCommand)
    .resolvesOnce({
      Responses: { Directory: [itemOf.person(alice)] },
      UnprocessedKeys: { Directory: { Keys: [{ ...key.person(bob.id) }] } },
    })
    .resolves({ Responses: { Directory: [itemOf.person(bob)] } });
  expect(await directory.peopleOf([alice.id, bob.id])).toEqual(
    new Map([alice, bob].map((person) => [person.id, person])),
  );
  expect(dynamo.commandCalls(BatchGetCommand)).toHaveLength(2);
});

test('a batch that is never answered whole is a fault, not a shorter answer', async () => {
  const alice = someone('alice');
  mockClient(documents)
    .on(BatchGetCommand)
    .resolves({ UnprocessedKeys: { Directory: { Keys: [{ ...key.person(alice.id) }] } } });
  await expect(directory.peopleOf([alice.id])).rejects.toThrow('all people');
});
