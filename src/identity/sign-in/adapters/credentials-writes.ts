import type { Write } from '../../../kernel/adapters/commit.ts';
import type { PersonId } from '../../../kernel/ids.ts';

/** Where a person's password and second factor lie in the SignIn table (dynamo-sign-in-store.ts). */
const credentials = (personId: PersonId) => ({ pk: personId, sk: 'credentials' });

/** Needs DeleteItem on the SignIn table. */
export const forgetCredentials = (signInTable: string, personId: PersonId): Write<'not-enrolled-yet'> => ({
  condition: 'not-enrolled-yet',
  item: { Delete: { TableName: signInTable, Key: credentials(personId) } },
});

/** Needs ConditionCheckItem on the SignIn table. */
export const requireNoCredentials = (signInTable: string, personId: PersonId): Write<'not-enrolled-yet'> => ({
  condition: 'not-enrolled-yet',
  item: {
    ConditionCheck: {
      TableName: signInTable,
      Key: credentials(personId),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
});
