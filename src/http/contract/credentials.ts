import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { operation } from '../operation.ts';
import { pageQuery } from './access-fields.ts';
import { credentialView, leaseView, placeView, publicKey } from './credential-fields.ts';
import { noBody, nothing } from './nothing.ts';
import { finding } from './targets.ts';

const credentialId = z.strictObject({ id: idOf('tgt') });
const grantId = z.strictObject({ id: idOf('grt') });
const reason = plainText(500).meta({
  description: 'why; it is in the audit entry',
  examples: ['Fix the stuck import'],
});

export const listCredentials = operation({
  id: 'listCredentials',
  method: 'GET',
  path: '/credentials',
  function: 'vault',
  summary: 'Vaulted credentials',
  description: [
    'Those that you may see, with who holds them, who waits, when they were and will be rotated, and whether they log in.',
    'A page may be empty and yet have a next one: follow `next` until it is null.',
  ].join('\n'),
  action: 'credentials:list',
  input: { path: nothing, query: z.strictObject(pageQuery(idOf('tgt'))), body: noBody },
  replies: {
    200: {
      description: 'one page',
      body: z
        .strictObject({ credentials: z.array(credentialView), next: idOf('tgt').nullable() })
        .meta({ id: 'CredentialsPage' }),
    },
  },
  refusals: [],
});

export const readCredential = operation({
  id: 'readCredential',
  method: 'GET',
  path: '/credentials/{id}',
  function: 'vault',
  summary: 'Read a vaulted credential',
  description:
    'For administrators, auditors, members of the group that owns it, and whoever may ask for it. Its value is never part of it.',
  action: 'credential:read',
  input: { path: credentialId, query: nothing, body: noBody },
  replies: { 200: { description: 'the credential', body: credentialView } },
  refusals: ['not_found'],
});

export const setCredentialValue = operation({
  id: 'setCredentialValue',
  method: 'PUT',
  path: '/credentials/{id}/value',
  function: 'credential-values',
  summary: 'Set the value by hand',
  description: [
    'Stores a value and tries it against the real target. The first one is kept whatever comes of it, but the credential is not',
    'lent before it logs in. Another one becomes current only if it logs in; else the present one stays (`current: false`).',
    'What is wrong is answered in words: name, route, TLS, authentication, rights. Refused while somebody holds the credential',
    'or it is being rotated. The value is in no log, entry or reply.',
  ].join('\n'),
  action: 'credential:set-value',
  input: {
    path: credentialId,
    query: nothing,
    body: z.strictObject({
      value: z
        .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), z.string().min(1).max(16_000))
        .refine((value) => Object.keys(value).length > 0 && Object.keys(value).length <= 20, {
          error: 'expected 1 to 20 fields',
        })
        .meta({
          description: 'the fields of its engine, as AWS names them where AWS has names',
          examples: [{ username: 'orders_a', password: '…' }],
        }),
      reason,
    }),
  },
  replies: {
    200: {
      description: 'what came of it',
      body: z
        .strictObject({
          targetId: idOf('tgt'),
          versionId: z.string(),
          current: z.boolean().meta({ description: 'whether it is the current value now' }),
          login: z.enum(['alive', 'dead', 'unknown']).meta({ description: '"unknown": the target did not say' }),
          findings: z.array(finding),
        })
        .meta({ id: 'ValueSet' }),
    },
  },
  refusals: [
    ...(['not_found', 'credential_in_use', 'rotation_under_way', 'target_unusable'] as const),
    ...(['conflict', 'cannot_record'] as const),
  ],
});

export const rotateCredential = operation({
  id: 'rotateCredential',
  method: 'POST',
  path: '/credentials/{id}/rotate',
  function: 'vault',
  summary: 'Rotate it now',
  description: [
    'It comes at once if nobody holds the credential, else as soon as nobody does; nobody new gets it before. Read the credential',
    'to see it finished. With `retire: "now"` the old value ends without grace, and what is open under it too.',
  ].join('\n'),
  action: 'credential:rotate',
  input: {
    path: credentialId,
    query: nothing,
    body: z.strictObject({
      reason,
      retire: z
        .enum(['at-disuse', 'now'])
        .default('at-disuse')
        .meta({ description: '"now": somebody who should not know the value may know it' }),
    }),
  },
  replies: { 202: { description: 'it is owed, or under way', body: credentialView } },
  refusals: ['not_found', 'no_value', 'conflict', 'cannot_record'],
});

export const reconcileCredential = operation({
  id: 'reconcileCredential',
  method: 'POST',
  path: '/credentials/{id}/reconcile',
  function: 'vault',
  summary: 'Find out which of its values log in, and repair the labels',
  description: [
    'Tries every value that Secrets Manager has under a label, and reports what is odd in words. With `repair`, labels are put',
    'where the values that log in are. A value that might log in is never thrown away.',
  ].join('\n'),
  action: 'credential:reconcile',
  input: { path: credentialId, query: nothing, body: z.strictObject({ reason, repair: z.boolean().default(false) }) },
  replies: {
    200: {
      description: 'what was found and done',
      body: z
        .strictObject({ targetId: idOf('tgt'), findings: z.array(finding), repaired: z.array(z.string()) })
        .meta({ id: 'Reconciliation' }),
    },
  },
  refusals: ['not_found', 'no_value', 'cannot_record'],
});

export const checkInCredential = operation({
  id: 'checkInCredential',
  method: 'POST',
  path: '/credentials/{id}/check-in',
  function: 'vault',
  summary: 'Take it back from whoever holds it',
  description:
    'Ends the leases of the credential, or the one of `grantId`. The grants stay: end them to keep their holders from asking again.',
  action: 'credential:check-in',
  input: { path: credentialId, query: nothing, body: z.strictObject({ reason, grantId: idOf('grt').optional() }) },
  replies: { 200: { description: 'the credential', body: credentialView } },
  refusals: ['not_found', 'conflict', 'cannot_record'],
});

export const checkOut = operation({
  id: 'checkOut',
  method: 'POST',
  path: '/grants/{id}/lease',
  function: 'vault',
  summary: 'Check the credential of my grant out, or renew',
  description: [
    'The lease, if nobody is before you and no rotation is owed; else your place in the queue. First come, first served: send the same',
    'request again after `askAgainInSeconds`. When it is your turn the credential is kept free for two minutes; who does not ask in that',
    'time leaves the queue. Under a lease that you hold, the same request renews it. No reply holds the value.',
  ].join('\n'),
  action: 'grant:check-out',
  input: { path: grantId, query: nothing, body: noBody },
  replies: {
    200: { description: 'you hold it', body: leaseView },
    202: { description: 'you wait', body: placeView },
  },
  refusals: [
    ...(['not_found', 'grant_not_active', 'target_unusable', 'no_value', 'credential_unusable'] as const),
    ...(['too_many', 'conflict', 'cannot_record'] as const),
  ],
});

export const checkIn = operation({
  id: 'checkIn',
  method: 'DELETE',
  path: '/grants/{id}/lease',
  function: 'vault',
  summary: 'Check the credential in, or leave the queue',
  description: 'To repeat it is no error. The grant stays; after a rotation that is owed you may check out again.',
  action: 'grant:check-in',
  input: { path: grantId, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'you do not hold it',
      body: z
        .strictObject({
          targetId: idOf('tgt'),
          had: z.enum(['lease', 'place', 'nothing']),
          rotation: z.enum(['owed', 'under-way']).nullable(),
        })
        .meta({ id: 'CheckedIn' }),
    },
  },
  refusals: ['not_found', 'target_unusable', 'conflict', 'cannot_record'],
});

export const revealCredential = operation({
  id: 'revealCredential',
  method: 'POST',
  path: '/grants/{id}/reveal',
  function: 'credential-values',
  summary: 'See the value, once',
  description: [
    'For the holder of a lease (`POST /grants/{id}/lease`) of a credential that persons may see, after a sign-in with both factors',
    'at most 300 seconds old. Each value is shown once under a lease. It is rotated when the lease ends, and the value shown is good for',
    'nothing soon after. The entry is written before the value is read: an answer that is lost is not repeated; check in and out again.',
    'With `publicKey` the value comes encrypted to it. Never cached.',
  ].join('\n'),
  action: 'grant:reveal',
  input: { path: grantId, query: nothing, body: z.strictObject({ reason, publicKey: publicKey.optional() }) },
  replies: {
    200: {
      description: 'the value; exactly one of `value` and `jwe` is not null',
      body: z
        .strictObject({
          targetId: idOf('tgt'),
          versionId: z.string(),
          place: z
            .strictObject({
              engine: z.string(),
              host: z.string().nullable(),
              port: z.int().nullable(),
              database: z.string().nullable(),
              ca: z.string().nullable().meta({ description: 'who signed the server’s certificate, PEM' }),
            })
            .meta({ description: 'where it is good for something' }),
          value: z
            .record(z.string(), z.string())
            .nullable()
            .meta({ description: 'the fields of its engine; null with `publicKey`' }),
          jwe: z
            .string()
            .nullable()
            .meta({ description: 'the same as JSON, encrypted (RFC 7516, compact); null without `publicKey`' }),
        })
        .meta({ id: 'Revealed' }),
    },
  },
  refusals: [
    ...(['not_found', 'grant_not_active', 'target_unusable', 'lease_needed', 'not_revealable'] as const),
    ...(['already_revealed', 'no_value', 'conflict', 'cannot_record'] as const),
  ],
});

export const credentialOperations = [
  listCredentials,
  readCredential,
  setCredentialValue,
  rotateCredential,
  reconcileCredential,
  checkInCredential,
  checkOut,
  checkIn,
  revealCredential,
] as const;
