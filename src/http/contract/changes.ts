import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { pageQuery, personRef } from './access-fields.ts';
import { configurationOperation } from './configuration-operations.ts';
import { noBody, nothing } from './nothing.ts';
import { enrolmentSchema } from './person-fields.ts';

/** Two million bytes hold the plan of a company of ten thousand. */
const PLAN_BYTES = 2 * 1024 * 1024;

const planned = {
  baseRevision: z.int().nonnegative().meta({ description: 'the revision that the plan was made from' }),
  operations: z.array(configurationOperation).min(1).max(20_000).meta({ description: 'carried out in this order' }),
};
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'expected the digest of the change as you saw it: 64 hexadecimal digits' });

const effect = z.strictObject({
  email: z.string(),
  name: z.string(),
  may: z.enum(['sign-in', 'ask', 'decide', 'administer', 'audit']),
  target: z
    .string()
    .nullable()
    .meta({ description: 'for `ask` and `decide`: which; "*" is every target of the shipped rules' }),
  rule: z
    .string()
    .nullable()
    .meta({ description: 'for `ask` and `decide`: under which rule; "by hand" is the shipped ones' }),
});
const most = 500;
const effects = z
  .strictObject({
    gains: z.array(effect).meta({ description: `at most ${most} of them` }),
    loses: z.array(effect).meta({ description: `at most ${most} of them` }),
    gainsInAll: z.int(),
    losesInAll: z.int(),
    terms: z.array(z.strictObject({ rule: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    ends: z
      .array(z.strictObject({ grantId: idOf('grt'), email: z.string(), target: z.string(), endsAt: epochSeconds }))
      .meta({ description: 'live grants that end by it, because their holders could not ask for them any more' }),
  })
  .meta({ id: 'ChangeEffects' });

export const changeView = z
  .strictObject({
    id: idOf('chg'),
    state: z.enum(['proposed', 'approved', 'denied', 'withdrawn', 'applied', 'stopped', 'expired']),
    proposer: personRef,
    reason: z.string().meta({ description: 'in the proposer’s words' }),
    proposedAt: epochSeconds,
    expiresAt: epochSeconds,
    baseRevision: z.int(),
    operations: z.int().meta({ description: 'how many it has' }),
    digest: digest.meta({ description: 'send it with your decision: it binds the decision to what you saw' }),
    needsSecondPerson: z.boolean(),
    approver: personRef.nullable(),
    ended: z
      .strictObject({ by: personRef, at: epochSeconds, code: z.string().nullable(), detail: z.string().nullable() })
      .nullable()
      .meta({ description: 'null while it is open' }),
    effects: effects
      .nullable()
      .meta({ description: 'what it would do by what is there now; null when it cannot be carried out any more' }),
  })
  .meta({ id: 'Change' });
export type ChangeView = z.infer<typeof changeView>;
export type EffectsView = z.infer<typeof effects>;

const byId = z.strictObject({ id: idOf('chg') });

export const previewChange = operation({
  id: 'previewChange',
  method: 'POST',
  path: '/changes/preview',
  function: 'configuration',
  maxBodyBytes: PLAN_BYTES,
  summary: 'What would a change do',
  description: 'Who gains and who loses what, whose grants end, and what stands in the way. It stores nothing.',
  action: 'changes:propose',
  input: { path: nothing, query: nothing, body: z.strictObject(planned) },
  replies: { 200: { description: 'what it would do', body: effects } },
  refusals: ['configuration_changed', 'rule_unusable'],
});

export const proposeChange = operation({
  id: 'proposeChange',
  method: 'POST',
  path: '/changes',
  function: 'configuration',
  maxBodyBytes: PLAN_BYTES,
  summary: 'Propose a change of the configuration',
  description: [
    'Stores what is to be done and to which revision. Nothing happens before it is carried out; where the settings ask for',
    'it, another administrator must agree first.',
  ].join('\n'),
  action: 'changes:propose',
  input: { path: nothing, query: nothing, body: z.strictObject({ ...planned, reason: plainText(1000) }) },
  replies: { 201: { description: 'the change', body: changeView } },
  refusals: ['configuration_changed', 'rule_unusable'],
});

export const listChanges = operation({
  id: 'listChanges',
  method: 'GET',
  path: '/changes',
  function: 'configuration',
  summary: 'List changes of the configuration',
  description: 'Newest first, without their effects. Follow `next` until it is null.',
  action: 'changes:list',
  input: { path: nothing, query: z.strictObject(pageQuery(idOf('chg'))), body: noBody },
  replies: {
    200: {
      description: 'one page',
      body: z.strictObject({ changes: z.array(changeView), next: idOf('chg').nullable() }).meta({ id: 'ChangesPage' }),
    },
  },
  refusals: [],
});

export const readChange = operation({
  id: 'readChange',
  method: 'GET',
  path: '/changes/{id}',
  function: 'configuration',
  summary: 'Read a change of the configuration',
  description: 'With what it would do now, while it is open. Reading it changes nothing.',
  action: 'change:read',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 200: { description: 'the change', body: changeView } },
  refusals: ['not_found'],
});

export const listChangeOperations = operation({
  id: 'listChangeOperations',
  method: 'GET',
  path: '/changes/{id}/operations',
  function: 'configuration',
  summary: 'The operations of a change',
  description: 'In their order, five hundred on a page.',
  action: 'change:read',
  input: {
    path: byId,
    query: z.strictObject({
      from: z
        .string()
        .regex(/^\d{1,5}$/, { error: 'expected a number from 0 to 99999' })
        .transform(Number)
        .optional()
        .meta({ description: '`next` of the page before' }),
    }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z
        .strictObject({
          operations: z.array(configurationOperation),
          inWords: z.array(z.string()),
          next: z.int().nullable(),
        })
        .meta({ id: 'ChangeOperations' }),
    },
  },
  refusals: ['not_found'],
});

export const decideChange = operation({
  id: 'decideChange',
  method: 'POST',
  path: '/changes/{id}/decision',
  function: 'configuration',
  summary: 'Agree to a change, or deny it',
  description: [
    'By an administrator who did not propose it, freshly signed in with both factors. The decision carries the digest of',
    'the change as you saw it. To agree twice is no error.',
  ].join('\n'),
  action: 'change:decide',
  input: {
    path: byId,
    query: nothing,
    body: z.discriminatedUnion('decision', [
      z.strictObject({ decision: z.literal('approve'), digest }),
      z.strictObject({ decision: z.literal('deny'), digest, reason: plainText(1000) }),
    ]),
  },
  replies: { 200: { description: 'the change', body: changeView } },
  refusals: ['not_found', 'own_request', 'request_changed', 'change_not_open', 'conflict'],
});

export const withdrawChange = operation({
  id: 'withdrawChange',
  method: 'POST',
  path: '/changes/{id}/withdraw',
  function: 'configuration',
  summary: 'Take a change back',
  description: 'While it is open. What was carried out of it already stays.',
  action: 'change:withdraw',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 200: { description: 'the change', body: changeView } },
  refusals: ['not_found', 'change_not_open', 'conflict'],
});

export const applyChange = operation({
  id: 'applyChange',
  method: 'POST',
  path: '/changes/{id}/apply',
  function: 'configuration',
  summary: 'Carry a change out',
  description: [
    'Carries out as many of its operations as a call has time for; repeat it until `done` is all of them. Each is one',
    'transaction with its own entry, and only while nothing else changes the configuration: otherwise it is refused',
    '(`configuration_changed`) and stopped. To repeat it is no error.',
  ].join('\n'),
  action: 'change:apply',
  input: { path: byId, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'how far it has come',
      body: z
        .strictObject({
          change: changeView,
          done: z.int().meta({ description: 'how many operations are carried out' }),
          enrolments: z
            .array(z.strictObject({ email: z.string(), name: z.string(), enrolment: enrolmentSchema }))
            .meta({ description: 'one-time codes of people that this call added; shown now and never again' }),
        })
        .meta({ id: 'ChangeProgress' }),
    },
  },
  refusals: [
    ...(['not_found', 'change_not_open', 'configuration_changed', 'second_person_needed'] as const),
    ...(['invalid_request', 'already_exists', 'last_administrator', 'too_many', 'conflict', 'cannot_record'] as const),
  ],
});

export const changeOperations = [
  previewChange,
  proposeChange,
  listChanges,
  readChange,
  listChangeOperations,
  decideChange,
  withdrawChange,
  applyChange,
] as const;
