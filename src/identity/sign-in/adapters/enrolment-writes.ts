import type { Write } from '../../../kernel/adapters/commit.ts';
import type { Enrolment } from '../enrolment.ts';

/**
 * Stores an enrolment and makes it the person's only one: an enrolment counts only while the pointer names it.
 * Needs PutItem on the SignIn table.
 */
export const enrolmentWrites = (signInTable: string, enrolment: Enrolment): Write<'enrolment_is_new'>[] => {
  const expiresAt = enrolment.validUntil;
  return [
    {
      condition: 'enrolment_is_new',
      item: {
        Put: {
          TableName: signInTable,
          Item: { pk: `enrolment#${enrolment.codeHash}`, sk: 'enrolment', ...enrolment, expiresAt },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    },
    {
      condition: 'enrolment_is_new',
      item: {
        Put: {
          TableName: signInTable,
          Item: { pk: enrolment.personId, sk: 'enrolment', codeHash: enrolment.codeHash, expiresAt },
        },
      },
    },
  ];
};
