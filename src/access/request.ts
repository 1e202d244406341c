import * as z from 'zod';
import type { Entity } from '../authorization/decision.ts';
import { idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { ruleSchema } from './rule.ts';
import { actorSchema, transitionOf } from './transition.ts';

export const requestStates = ['requested', 'approved', 'denied', 'cancelled', 'expired'] as const;
export const requestState = z.enum(requestStates);

const cast = { approver: idOf('usr'), signInId: idOf('sid'), at: epochSeconds, digest: z.string() };
/** One approver's word; bound to what they saw by the digest. */
export const vote = z.discriminatedUnion('outcome', [
  z.strictObject({ ...cast, outcome: z.literal('approve'), seconds: z.int().positive() }),
  z.strictObject({ ...cast, outcome: z.literal('deny'), reason: z.string() }),
]);
export type Vote = z.infer<typeof vote>;

const asked = {
  id: idOf('req'),
  /** Minted with the request: the thread that runs through entries, sessions and tags, whether or not it comes to a grant. */
  grantId: idOf('grt'),
  requester: idOf('usr'),
  targetId: idOf('tgt'),
  targetVersion: z.int().positive(),
  /** What the target stood on when it was asked for: the credential that makes a database's accounts, and its version. */
  via: z
    .strictObject({ id: idOf('tgt'), version: z.int().positive() })
    .nullable()
    .default(null),
  seconds: z.int().positive(),
  reason: z.string(),
  rule: ruleSchema,
  /** SHA-256 over what was asked (digest.ts). */
  digest: z.string(),
  createdAt: epochSeconds,
  /** From this second on nobody can decide any more. */
  expiresAt: epochSeconds,
  /** At most one of each approver: the latest. */
  votes: z.array(vote),
  transitions: z.array(transitionOf(requestStates)),
  /** Grows with every write. */
  version: z.int().positive(),
};

export const requestedRequest = z.strictObject({ ...asked, state: z.literal('requested') });
export const approvedRequest = z.strictObject({
  ...asked,
  state: z.literal('approved'),
  approvedAt: epochSeconds,
  /** What was agreed to: the least that any of the counted approvers gave. */
  grantedSeconds: z.int().positive(),
  /** When its grant was begun; until then it can still lapse. */
  claimedAt: epochSeconds.nullable(),
});
export const deniedRequest = z.strictObject({ ...asked, state: z.literal('denied'), deniedAt: epochSeconds });
export const cancelledRequest = z.strictObject({
  ...asked,
  state: z.literal('cancelled'),
  cancelledAt: epochSeconds,
  /** The requester took it back, or has left, or is no longer eligible. */
  why: z.enum(['taken-back', 'leaver', 'ineligible']),
  by: actorSchema,
});
export const expiredRequest = z.strictObject({ ...asked, state: z.literal('expired'), expiredAt: epochSeconds });

export const requestSchema = z.discriminatedUnion('state', [
  requestedRequest,
  approvedRequest,
  deniedRequest,
  cancelledRequest,
  expiredRequest,
]);

export type RequestedRequest = z.infer<typeof requestedRequest>;
export type ApprovedRequest = z.infer<typeof approvedRequest>;
export type DeniedRequest = z.infer<typeof deniedRequest>;
export type CancelledRequest = z.infer<typeof cancelledRequest>;
export type ExpiredRequest = z.infer<typeof expiredRequest>;
/** Called so because `Request` is the platform's. */
export type AccessRequest = z.infer<typeof requestSchema>;

/** An approval that nobody has begun to carry out lapses: power does not arrive when it is no longer expected. */
export const CLAIM_SECONDS = 900;

/** When it expires; null when nothing is waited for any more. */
export function requestExpiresAt(request: AccessRequest): EpochSeconds | null {
  if (request.state === 'requested') return request.expiresAt;
  return request.state === 'approved' && request.claimedAt === null ? request.approvedAt + CLAIM_SECONDS : null;
}

/** That it was approved once, whatever became of it then. */
export const wasApproved = ({ transitions }: AccessRequest): boolean =>
  transitions.some(({ state }) => state === 'approved');

/** The request as the policies see it. */
export const requestEntity = ({ id, requester, targetId, rule }: AccessRequest): Entity => ({
  type: 'Request',
  id,
  attributes: {
    requester: { type: 'User', id: requester },
    target: { type: 'Target', id: targetId },
    approvers: rule.approval.map(({ group }) => ({ type: 'Group', id: group })),
  },
  parents: [],
});
