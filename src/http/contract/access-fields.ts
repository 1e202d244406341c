import * as z from 'zod';
import { engineNames } from '../../kernel/engine-address.ts';
import { groupName, idOf } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';

/** Schemas that the operations on targets, requests and grants share. All that people read here the server derived. */
export const personRef = z
  .strictObject({ id: idOf('usr'), name: z.string() })
  .meta({ id: 'PersonRef', description: 'a person, with the name that the directory has for them' });

export const actorView = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('person'), id: idOf('usr'), name: z.string() }),
    z.strictObject({ kind: z.literal('system'), name: z.string() }),
  ])
  .meta({ id: 'Actor', description: 'who did it: a person, or a part of Sallyport that acts on its own' });

export const pageQuery = <Cursor extends z.ZodType>(cursor: Cursor) => ({
  cursor: cursor.optional().meta({ description: '`next` of the page before' }),
  limit: z
    .string()
    .regex(/^([1-9]|[1-4]\d|50)$/, { error: 'expected a number from 1 to 50' })
    .transform(Number)
    .optional()
    .meta({ description: 'how many on a page, 1 to 50; 20 unless told' }),
});
export const PAGE = 20;

export const ruleView = z
  .strictObject({
    policies: z.array(z.string()).meta({ description: 'ids of the policies that permit the asking' }),
    inWords: z.string(),
    minimumSeconds: z.int(),
    maxSeconds: z.int(),
    factor: z.enum(['mfa', 'not-required']),
    approval: z
      .array(
        z.strictObject({
          count: z.int().meta({ description: 'so many distinct people must agree' }),
          group: groupName,
          people: z.int().meta({ description: 'active members now, the requester left out' }),
          names: z.array(z.string()).meta({ description: 'some of them, at most 20' }),
        }),
      )
      .meta({ description: 'who must agree; all of these, and nobody counts twice' }),
  })
  .meta({ id: 'Rule' });

const described = {
  id: idOf('tgt'),
  version: z.int(),
  name: z.string(),
  description: z.string().meta({ description: 'its permissions in words, by the administrator who registered it' }),
  sensitivity: z.enum(['production', 'standard']),
  inWords: z.string().meta({ description: 'what is lent and where, from facts alone' }),
};
const engine = z.enum(engineNames).meta({ description: 'what kind of server or service it is good for' });
const at = z.string().meta({ description: 'host and port, or an origin' });

export const roleFields = {
  kind: z.literal('aws-role'),
  ...described,
  accountId: z.string().meta({ description: 'read from the role’s ARN' }),
  roleArn: z.string(),
};
export const credentialFields = {
  kind: z.literal('credential'),
  ...described,
  owner: groupName.meta({ description: 'the group that answers for it' }),
  network: z.string().nullable().meta({ description: 'which network of the settings reaches it' }),
  engine,
  at,
  accounts: z.array(z.string()).meta({ description: 'the users, accounts or entries that log in with it' }),
  database: z.string().nullable(),
  revealable: z.boolean().meta({ description: 'whether its holder may see the value' }),
  exclusive: z.boolean().meta({ description: 'whether one grant alone may check it out at a time' }),
};
export const databaseAccountFields = {
  kind: z.literal('database-account'),
  ...described,
  engine,
  at,
  database: z.string(),
  memberOf: z.array(z.string()).meta({ description: 'the roles that give an account its rights' }),
  administrator: z
    .strictObject({ id: idOf('tgt'), name: z.string() })
    .meta({ description: 'the vaulted credential that makes the accounts' }),
};
export const targetRef = z
  .discriminatedUnion('kind', [
    z.strictObject(roleFields),
    z.strictObject(credentialFields),
    z.strictObject(databaseAccountFields),
  ])
  .meta({ id: 'TargetRef' });

export const transitionView = z
  .strictObject({
    state: z.enum([
      ...(['requested', 'approved', 'denied', 'cancelled', 'expired'] as const),
      ...(['activating', 'active', 'ending', 'ended', 'revoke_failed'] as const),
    ]),
    at: epochSeconds,
    by: actorView,
  })
  .meta({ id: 'Transition' });
