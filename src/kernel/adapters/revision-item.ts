import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { idOf } from '../ids.ts';
import { ConfigurationMoved } from '../revision.ts';
import type { ChangeStep, Revision } from '../revision.ts';
import type { Write } from './commit.ts';

/** One item of the Directory table; whatever changes the configuration writes it too. */
const key = { pk: 'configuration', sk: 'revision' } as const;

const item = z.object({ revision: z.int(), changeId: idOf('chg').optional(), step: z.int().optional() });

export async function readRevision(documents: DynamoDBDocumentClient, directoryTable: string): Promise<Revision> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: directoryTable, Key: { ...key }, ConsistentRead: true }),
  );
  if (Item === undefined) return { number: 0, last: null };
  const { revision, changeId, step } = item.parse(Item);
  return { number: revision, last: changeId === undefined || step === undefined ? null : { changeId, step } };
}

/** How a change of the configuration is counted: whoever writes one takes `write` into its transaction. */
export interface CountsRevision {
  write(directoryTable: string): Write<'revision'>;
  /** The transaction was written. */
  counted(): void;
  /** The item was not as expected, or was being written by another at the same moment: try again, or this throws. */
  contended(): void;
}

/** A change by itself: it does not care what else moves. */
export const byHand: CountsRevision = {
  write: (TableName) => ({
    condition: 'revision',
    item: {
      Update: {
        TableName,
        Key: { ...key },
        UpdateExpression: 'ADD revision :one REMOVE changeId, step',
        ExpressionAttributeValues: { ':one': 1 },
      },
    },
  }),
  counted: () => undefined,
  contended: () => undefined,
};

/** A step of a change: taken only from the very revision that the step before it left. */
export function asStep(from: number, step: ChangeStep): CountsRevision & { readonly taken: () => boolean } {
  let taken = false;
  return {
    write: (TableName) => ({
      condition: 'revision',
      item: {
        Update: {
          TableName,
          Key: { ...key },
          UpdateExpression: 'SET revision = :to, changeId = :change, step = :step',
          ConditionExpression: from === 0 ? 'attribute_not_exists(revision)' : 'revision = :from',
          ExpressionAttributeValues: {
            ':to': from + 1,
            ':change': step.changeId,
            ':step': step.step,
            ...(from !== 0 && { ':from': from }),
          },
        },
      },
    }),
    counted: () => {
      taken = true;
    },
    contended: () => {
      throw new ConfigurationMoved();
    },
    taken: () => taken,
  };
}
