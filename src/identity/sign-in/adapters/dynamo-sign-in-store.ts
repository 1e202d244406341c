import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Entry } from '../../../audit/entry.ts';
import type { Write } from '../../../kernel/adapters/commit.ts';
import { idOf } from '../../../kernel/ids.ts';
import { epochSeconds } from '../../../kernel/time.ts';
import { key as directoryKey } from '../../adapters/directory-items.ts';
import type { SignInStore } from '../ports.ts';
import { letInWrites, refusalWrite } from './device-writes.ts';
import { commitRecorded } from '../../adapters/commit-recorded.ts';

export interface SignInTables {
  readonly signInTable: string;
  readonly directoryTable: string;
  readonly auditTable: string;
}

const credentialsItem = z.object({
  passwordHash: z.string(),
  sealedTotpSecret: z.string(),
  lastTotpStep: z.int(),
});
const proofItem = z.object({ personId: idOf('usr'), provenAt: epochSeconds, expiresAt: epochSeconds });
const enrolmentItem = z.object({
  id: idOf('enr'),
  personId: idOf('usr'),
  codeHash: z.string(),
  createdAt: epochSeconds,
  validUntil: epochSeconds,
  chosen: z.object({ passwordHash: z.string(), sealedTotpSecret: z.string() }).optional(),
});

const key = {
  credentials: (personId: string) => ({ pk: personId, sk: 'credentials' }),
  proof: (interaction: string) => ({ pk: `interaction#${interaction}`, sk: 'password-proof' }),
  enrolment: (codeHash: string) => ({ pk: `enrolment#${codeHash}`, sk: 'enrolment' }),
  newestEnrolment: (personId: string) => ({ pk: personId, sk: 'enrolment' }),
};

/** The SignIn table: credentials, enrolments and half-finished sign-ins. Needs the directory to see who is active. */
export function dynamoSignInStore(
  documents: DynamoDBDocumentClient,
  { signInTable: TableName, directoryTable, auditTable }: SignInTables,
): SignInStore {
  async function get<T extends z.ZodType>(Key: Record<string, string>, schema: T): Promise<z.output<T> | null> {
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item === undefined ? null : schema.parse(Item);
  }

  const write = <Condition extends string>(writes: readonly Write<Condition>[], entry: Entry) =>
    commitRecorded(documents, writes, { auditTable, entry });

  return {
    credentialsOf: (personId) => get(key.credentials(personId), credentialsItem),
    passwordProof: (interaction) => get(key.proof(interaction), proofItem),
    async putPasswordProof(interaction, proof) {
      await documents.send(new PutCommand({ TableName, Item: { ...key.proof(interaction), ...proof } }));
    },
    completeSignIn: ({ interaction, personId, step, letIn }, entry) =>
      write(
        [
          {
            condition: 'code-unused',
            item: {
              Update: {
                TableName,
                Key: key.credentials(personId),
                UpdateExpression: 'SET lastTotpStep = :step',
                ConditionExpression: 'lastTotpStep < :step',
                ExpressionAttributeValues: { ':step': step },
              },
            },
          },
          {
            condition: 'password-proven',
            item: {
              Delete: {
                TableName,
                Key: key.proof(interaction),
                ConditionExpression: 'personId = :person',
                ExpressionAttributeValues: { ':person': personId },
              },
            },
          },
          {
            condition: 'person-active',
            item: {
              ConditionCheck: {
                TableName: directoryTable,
                Key: { ...directoryKey.person(personId) },
                ConditionExpression: '#status = :active',
                ExpressionAttributeNames: { '#status': 'status' },
                ExpressionAttributeValues: { ':active': 'active' },
              },
            },
          },
          ...(letIn === null ? [] : letInWrites(TableName, letIn)),
        ],
        entry,
      ),
    refuseDevice: (change, entry) => write([refusalWrite(TableName, change)], entry),
    async enrolment(codeHash) {
      const found = await get(key.enrolment(codeHash), enrolmentItem);
      if (found === null) return null;
      const newest = await get(key.newestEnrolment(found.personId), z.object({ codeHash: z.string() }));
      return newest?.codeHash === codeHash ? { ...found, chosen: found.chosen ?? null } : null;
    },
    async chooseCredentials({ codeHash }, chosen) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key: key.enrolment(codeHash),
            UpdateExpression: 'SET chosen = :chosen',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':chosen': chosen },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    completeEnrolment: ({ enrolment, credentials, person, notBefore }, entry) =>
      write(
        [
          {
            condition: 'enrolment-open',
            item: {
              Delete: {
                TableName,
                Key: key.enrolment(enrolment.codeHash),
                // Exactly what the code was checked against: a password chosen meanwhile elsewhere does not slip in.
                ConditionExpression: 'chosen.sealedTotpSecret = :sealed',
                ExpressionAttributeValues: { ':sealed': credentials.sealedTotpSecret },
              },
            },
          },
          {
            condition: 'enrolment-open',
            item: {
              Delete: {
                TableName,
                Key: key.newestEnrolment(enrolment.personId),
                ConditionExpression: 'codeHash = :hash',
                ExpressionAttributeValues: { ':hash': enrolment.codeHash },
              },
            },
          },
          {
            condition: 'enrolment-open',
            item: { Put: { TableName, Item: { ...key.credentials(enrolment.personId), ...credentials } } },
          },
          {
            condition: 'person-unchanged',
            item: {
              Update: {
                TableName: directoryTable,
                Key: { ...directoryKey.person(person.id) },
                UpdateExpression: 'SET notBefore = :notBefore ADD #version :one',
                ConditionExpression: '#version = :version AND #status = :active',
                ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
                ExpressionAttributeValues: {
                  ':notBefore': notBefore,
                  ':one': 1,
                  ':version': person.version,
                  ':active': 'active',
                },
              },
            },
          },
        ],
        entry,
      ),
  };
}
