import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { companyRule, ruleSet } from '../company-rule.ts';
import type { RuleSet } from '../company-rule.ts';
import type { RuleReads } from '../rules-in-force.ts';

/**
 * A company's rules in the Access table: sets under their hash, which are put once and never changed, and one pointer
 * to the set in force. The pointer moves in the transaction that records why.
 */
export const rulesKey = {
  inForce: { pk: 'rules', sk: 'in-force' },
  set: (hash: string) => ({ pk: `rules#${hash}`, sk: 'set' }),
} as const;

export const rulesItem = {
  inForce: (hash: string) => ({ ...rulesKey.inForce, hash }),
  set: ({ hash, rules }: RuleSet) => ({ ...rulesKey.set(hash), body: rules }),
};

const pointer = z.object({ hash: z.string() });
const stored = z.object({ body: z.array(companyRule) });

export function dynamoRules(documents: DynamoDBDocumentClient, accessTable: string): RuleReads {
  const get = async (Key: { readonly pk: string; readonly sk: string }): Promise<unknown> =>
    (await documents.send(new GetCommand({ TableName: accessTable, Key: { ...Key }, ConsistentRead: true }))).Item;
  return {
    async hashInForce() {
      const item = await get(rulesKey.inForce);
      return item === undefined ? null : pointer.parse(item).hash;
    },
    async ruleSet(hash) {
      const found = ruleSet(stored.parse(await get(rulesKey.set(hash))).body);
      if (found.hash !== hash) throw new Error('the rules in force are not what their hash says');
      return found;
    },
  };
}
