import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { actorView, pageQuery, personRef, targetRef, transitionView } from './access-fields.ts';
import { noBody, nothing } from './nothing.ts';

const summary = {
  id: idOf('grt'),
  requestId: idOf('req'),
  state: z.enum(['activating', 'active', 'ending', 'ended', 'revoke_failed']),
  holder: personRef,
  target: targetRef,
  seconds: z.int().meta({ description: 'what was granted' }),
  createdAt: epochSeconds.meta({ description: 'when its clock started' }),
  activatedAt: epochSeconds.nullable(),
  endsAt: epochSeconds.meta({ description: 'its natural end, which every credential of it carries' }),
  end: z
    .strictObject({
      why: z.enum(['expired', 'returned', 'revoked', 'leaver', 'activation-failed']),
      by: actorView,
      at: epochSeconds.meta({ description: 'when it was due, or asked for' }),
      failure: z.string().nullable().meta({ description: 'why the activation failed' }),
    })
    .nullable()
    .meta({ description: 'why it ends; null while nobody ended it' }),
  endedAt: epochSeconds.nullable().meta({ description: 'when it was known to be gone' }),
  timeToEndSeconds: z.int().nullable().meta({ description: 'from the end being due to the probe that was refused' }),
  probe: z
    .strictObject({ result: z.literal('refused'), at: epochSeconds, attempts: z.int() })
    .nullable()
    .meta({ description: 'what a fresh session of the same identity was told at the end' }),
  revokeFailure: z
    .strictObject({ since: epochSeconds, lastAttemptAt: epochSeconds, attempts: z.int(), code: z.string() })
    .nullable(),
};

export const grantSummary = z.strictObject(summary).meta({ id: 'GrantSummary' });
export type GrantSummary = z.infer<typeof grantSummary>;

export const grantView = z
  .strictObject({
    ...summary,
    transitions: z.array(transitionView).meta({ description: 'of the request and of the grant, in order' }),
    entries: z.array(idOf('ent')).meta({ description: 'ids of its audit entries; the latest may still be missing' }),
  })
  .meta({ id: 'Grant' });
export type GrantView = z.infer<typeof grantView>;

const byId = z.strictObject({ id: idOf('grt') });

export const listGrants = operation({
  id: 'listGrants',
  method: 'GET',
  path: '/grants',
  function: 'access',
  summary: 'My grants',
  description: [
    'Your own grants, newest first; with `state=live`, those that have not ended.',
    'A page may be empty and yet have a next one: follow `next` until it is null.',
  ].join('\n'),
  action: 'grants:list',
  input: {
    path: nothing,
    query: z.strictObject({ state: z.literal('live').optional(), ...pageQuery(idOf('grt')) }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z.strictObject({ grants: z.array(grantSummary), next: idOf('grt').nullable() }).meta({ id: 'GrantsPage' }),
    },
  },
  refusals: [],
});

export const readGrant = operation({
  id: 'readGrant',
  method: 'GET',
  path: '/grants/{id}',
  function: 'access',
  summary: 'Read a grant',
  description:
    'For its holder, its approvers, administrators and auditors: every transition, how long the end took, the probe, the ids of its audit entries.',
  action: 'grant:read',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 200: { description: 'the grant', body: grantView } },
  refusals: ['not_found'],
});

export const endGrant = operation({
  id: 'endGrant',
  method: 'POST',
  path: '/grants/{id}/end',
  function: 'access',
  summary: 'Give a grant back, or revoke it',
  description: [
    'By its holder (given back), an approver or an administrator (revoked). Answers at once with the grant ending;',
    'it is `ended` when a probe has been refused, which takes seconds: read the grant. To repeat it is no error.',
  ].join('\n'),
  action: 'grant:end',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 202: { description: 'it is ending', body: grantView } },
  refusals: ['not_found', 'grant_not_active', 'conflict', 'cannot_record'],
});

export const lendCredentials = operation({
  id: 'lendCredentials',
  method: 'POST',
  path: '/grants/{id}/credentials',
  function: 'lend-credentials',
  summary: 'Credentials of my grant',
  description: [
    'Short-lived AWS credentials, in the format of `credential_process`; ask again before they expire.',
    'They end with the grant, whatever `Expiration` would allow. Never cached; an entry says that they were lent.',
  ].join('\n'),
  action: 'grant:use',
  input: { path: byId, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'what the AWS tools read from a credential_process',
      body: z
        .strictObject({
          Version: z.literal(1),
          AccessKeyId: z.string(),
          SecretAccessKey: z.string(),
          SessionToken: z.string(),
          Expiration: z.string().meta({ description: 'ISO 8601, as the AWS tools want it' }),
        })
        .meta({ id: 'Credentials' }),
    },
  },
  refusals: ['not_found', 'grant_not_active', 'target_unusable', 'conflict', 'cannot_record'],
});

export const lendAccount = operation({
  id: 'lendAccount',
  method: 'POST',
  path: '/grants/{id}/account',
  function: 'lend-credentials',
  summary: 'Log in to my account of a database',
  description: [
    'The login of the account that was made for this grant, to connect with over TLS. Each call makes a new password, and',
    'the one before is bad from then on. The account is gone after the grant, and so is what was open under it.',
    'Never cached; an entry says that it was given.',
  ].join('\n'),
  action: 'grant:use',
  input: { path: byId, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'what a client of the database needs',
      body: z
        .strictObject({
          engine: z.enum(['postgresql', 'mysql']),
          host: z.string(),
          port: z.int(),
          database: z.string(),
          ca: z
            .string()
            .nullable()
            .meta({ description: 'the authority of the server’s certificate, PEM; null: one that is known publicly' }),
          username: z.string(),
          password: z.string(),
          expiresAt: epochSeconds.meta({ description: 'the end of the grant' }),
        })
        .meta({ id: 'AccountLogin' }),
    },
  },
  refusals: ['not_found', 'grant_not_active', 'target_unusable', 'conflict', 'cannot_record'],
});

export const grantOperations = [listGrants, readGrant, endGrant, lendCredentials, lendAccount] as const;
