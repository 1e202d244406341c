import * as z from 'zod';
import { groupName, idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { pageQuery, personRef, ruleView, targetRef, transitionView } from './access-fields.ts';
import { noBody, nothing } from './nothing.ts';

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'expected the digest of the request as you saw it: 64 hexadecimal digits' });

const cast = { approver: personRef, at: epochSeconds };
const voteView = z.discriminatedUnion('outcome', [
  z.strictObject({ ...cast, outcome: z.literal('approve'), seconds: z.int() }),
  z.strictObject({ ...cast, outcome: z.literal('deny'), reason: z.string() }),
]);

export const requestView = z
  .strictObject({
    id: idOf('req'),
    grantId: idOf('grt').meta({ description: 'minted with the request: the thread through the whole record' }),
    state: z.enum(['requested', 'approved', 'denied', 'cancelled', 'expired']),
    requester: personRef,
    target: targetRef,
    seconds: z.int().meta({ description: 'what was asked for' }),
    inWords: z.string().meta({ description: '`seconds` in words' }),
    grantedSeconds: z.int().nullable().meta({ description: 'what was agreed to; null while it was not' }),
    reason: z.string().meta({ description: 'in the requester’s words' }),
    rule: ruleView,
    votes: z.array(voteView),
    decide: z
      .strictObject({ may: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() })
      .meta({ description: 'whether you may decide on it now, and if not, why' }),
    digest: digest.meta({ description: 'send it with your decision: it binds the decision to what you saw' }),
    createdAt: epochSeconds,
    expiresAt: epochSeconds.meta({ description: 'from then on nobody can decide' }),
    transitions: z.array(transitionView),
    grant: z
      .strictObject({
        id: idOf('grt'),
        state: z.enum(['activating', 'active', 'ending', 'ended', 'revoke_failed']),
        endsAt: epochSeconds,
      })
      .nullable()
      .meta({ description: 'null until it is activated' }),
    notifications: z.array(z.strictObject({ group: groupName, status: z.string(), at: epochSeconds })).meta({
      description:
        'whether an approving group was told on Slack: "sent", "sending", "not-configured" or "failed:<code>"',
    }),
  })
  .meta({ id: 'Request' });
export type RequestView = z.infer<typeof requestView>;

const byId = z.strictObject({ id: idOf('req') });

export const createRequest = operation({
  id: 'createRequest',
  method: 'POST',
  path: '/requests',
  function: 'access',
  summary: 'Ask for a target',
  description: [
    'Asks for a target for a while. The one rule that permits it says for how long at most and who must agree',
    '(`GET /targets` shows it). The clock starts at activation, not now.',
  ].join('\n'),
  action: 'access:request',
  input: {
    path: nothing,
    query: nothing,
    body: z.strictObject({
      targetId: idOf('tgt'),
      seconds: z.int().meta({ description: 'a whole number of seconds, within the rule', examples: [1800] }),
      reason: plainText(1000).meta({
        description: 'for the approvers to read',
        examples: ['Ticket 4711: a table is full'],
      }),
    }),
  },
  replies: { 201: { description: 'the request, waiting for a decision', body: requestView } },
  refusals: ['not_found', 'not_eligible', 'duration_not_allowed', 'target_unusable', 'cannot_record'],
});

export const listRequests = operation({
  id: 'listRequests',
  method: 'GET',
  path: '/requests',
  function: 'access',
  summary: 'My requests, or what awaits my decision',
  description: [
    'Your own requests, newest first; or, with `awaiting=me`, those that members of your groups must decide and you have',
    'not yet decided, oldest first. A page may be empty and yet have a next one: follow `next` until it is null.',
  ].join('\n'),
  action: 'requests:list',
  input: {
    path: nothing,
    query: z.strictObject({ awaiting: z.literal('me').optional(), ...pageQuery(idOf('req')) }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z
        .strictObject({ requests: z.array(requestView), next: idOf('req').nullable() })
        .meta({ id: 'RequestsPage' }),
    },
  },
  refusals: [],
});

export const readRequest = operation({
  id: 'readRequest',
  method: 'GET',
  path: '/requests/{id}',
  function: 'access',
  summary: 'Read a request',
  description: 'For the requester, those who may decide on it, and auditors. Reading it changes nothing.',
  action: 'request:read',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 200: { description: 'the request', body: requestView } },
  refusals: ['not_found'],
});

export const decideRequest = operation({
  id: 'decideRequest',
  method: 'POST',
  path: '/requests/{id}/decision',
  function: 'access',
  summary: 'Agree to a request, or deny it',
  description: [
    'Asks for a fresh sign-in with both factors. The decision carries the digest of the request as you saw it.',
    'You may agree for less time than was asked. One no is final. To repeat the same decision changes nothing and is no error.',
    'Checked anew at this moment: you are an approver and not the requester, the request still waits, the requester is',
    'still eligible, and neither the target nor the rule has changed.',
  ].join('\n'),
  action: 'request:decide',
  input: {
    path: byId,
    query: nothing,
    body: z.discriminatedUnion('decision', [
      z.strictObject({
        decision: z.literal('approve'),
        digest,
        seconds: z.int().optional().meta({ description: 'less than was asked; absent means all of it' }),
      }),
      z.strictObject({
        decision: z.literal('deny'),
        digest,
        reason: plainText(1000).meta({ description: 'for the requester to read' }),
      }),
    ]),
  },
  replies: {
    200: {
      description: 'decided, now or before by you',
      body: z
        .strictObject({
          outcome: z.enum(['decided', 'already-decided-by-you']),
          request: requestView,
        })
        .meta({ id: 'Decided' }),
    },
  },
  refusals: [
    ...(['not_found', 'own_request', 'request_not_pending', 'request_changed', 'not_eligible'] as const),
    ...(['duration_not_allowed', 'target_unusable', 'conflict', 'cannot_record'] as const),
  ],
});

export const cancelRequest = operation({
  id: 'cancelRequest',
  method: 'POST',
  path: '/requests/{id}/cancel',
  function: 'access',
  summary: 'Take my request back',
  description:
    'Possible while it waits for a decision. Once it is approved, give the grant back instead (`POST /grants/{id}/end`). To repeat it is no error.',
  action: 'request:cancel',
  input: { path: byId, query: nothing, body: noBody },
  replies: { 200: { description: 'the request, cancelled', body: requestView } },
  refusals: ['not_found', 'request_not_pending', 'conflict', 'cannot_record'],
});

export const requestOperations = [createRequest, listRequests, readRequest, decideRequest, cancelRequest] as const;
