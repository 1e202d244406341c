import * as z from 'zod';
import type { Entity } from '../authorization/decision.ts';
import { idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { ruleSchema } from './rule.ts';
import { actorSchema, transitionOf } from './transition.ts';

export const grantStates = ['activating', 'active', 'ending', 'ended', 'revoke_failed'] as const;
export const grantState = z.enum(grantStates);

/** Why a grant ends. Only `expired` is the natural end; the others are early and need a deny. */
export const endWhy = z.enum(['expired', 'returned', 'revoked', 'leaver', 'activation-failed']);
export type EndWhy = z.infer<typeof endWhy>;

export const endAsked = z.strictObject({
  why: z.enum(['returned', 'revoked', 'leaver']),
  by: actorSchema,
  at: epochSeconds,
});
export type EndAsked = z.infer<typeof endAsked>;

/** A fresh session of the grant's identity was refused what it had been allowed. Nothing else is proof of an end. */
export const probeRefused = z.strictObject({
  result: z.literal('refused'),
  at: epochSeconds,
  attempts: z.int().positive(),
});
export type ProbeRefused = z.infer<typeof probeRefused>;

const granted = {
  id: idOf('grt'),
  requestId: idOf('req'),
  holder: idOf('usr'),
  targetId: idOf('tgt'),
  targetVersion: z.int().positive(),
  /** What was agreed to; the clock starts with the intent to activate. */
  seconds: z.int().positive(),
  rule: ruleSchema,
  createdAt: epochSeconds,
  /** The natural end, fixed with the intent. Every session carries it in its policy. */
  endsAt: epochSeconds,
  /** No credential of this grant that ever left Sallyport, nor a probe's, lives longer. */
  credentialsUntil: epochSeconds,
  /**
   * When it was last begun to make what the grant gives (an account), and how many tries have not been heard of since;
   * null where nothing is made, or nothing was begun.
   */
  making: z.strictObject({ since: epochSeconds, open: z.int().nonnegative() }).nullable().default(null),
  transitions: z.array(transitionOf(grantStates)),
  /** Grows with every write. */
  version: z.int().positive(),
};

const ending = {
  /** Null when it never came to be active. */
  activatedAt: epochSeconds.nullable(),
  /** When the end was due, or was asked for: the time to end counts from here. */
  endingAt: epochSeconds,
  why: endWhy,
  by: actorSchema,
  /** Why the activation failed: a refusal code, or the kind of fault. Null for the other ends. */
  failure: z.string().nullable(),
};

/** The intent: the end is fixed and armed, the power not yet handed out. */
export const activatingGrant = z.strictObject({
  ...granted,
  state: z.literal('activating'),
  /** Someone ended it meanwhile: it will never become active. */
  endAsked: endAsked.nullable(),
});
export const activeGrant = z.strictObject({ ...granted, state: z.literal('active'), activatedAt: epochSeconds });
export const endingGrant = z.strictObject({ ...granted, ...ending, state: z.literal('ending') });
export const revokeFailedGrant = z.strictObject({
  ...granted,
  ...ending,
  state: z.literal('revoke_failed'),
  since: epochSeconds,
  lastAttemptAt: epochSeconds,
  /** Rounds of attempts, each of which ended here. */
  attempts: z.int().positive(),
  /** The kind of fault of the latest attempt. */
  code: z.string(),
});
export const endedGrant = z.strictObject({
  ...granted,
  ...ending,
  state: z.literal('ended'),
  endedAt: epochSeconds,
  timeToEndSeconds: z.int().nonnegative(),
  probe: probeRefused,
});

export const grantSchema = z.discriminatedUnion('state', [
  activatingGrant,
  activeGrant,
  endingGrant,
  revokeFailedGrant,
  endedGrant,
]);

export type ActivatingGrant = z.infer<typeof activatingGrant>;
export type ActiveGrant = z.infer<typeof activeGrant>;
export type EndingGrant = z.infer<typeof endingGrant>;
export type RevokeFailedGrant = z.infer<typeof revokeFailedGrant>;
export type EndedGrant = z.infer<typeof endedGrant>;
export type Grant = z.infer<typeof grantSchema>;

/** IAM and clocks get this much time after the last credential before a deny is forgotten. */
export const DENY_MARGIN_SECONDS = 300;

/** What a grant is to its target: counted as live, or denied in the boundary until its credentials are dead. */
export const footprint = z.strictObject({
  grantId: idOf('grt'),
  state: z.enum(['live', 'denied']),
  /** From this second on there is nothing left to deny; null as long as the grant has not ended. */
  until: epochSeconds.nullable(),
});
export type Footprint = z.infer<typeof footprint>;

/** Null when the target need not know of the grant any more. The store keeps it beside the target with every write. */
export function footprintOf(grant: Grant): Footprint | null {
  const live: Footprint = { grantId: grant.id, state: 'live', until: null };
  if (grant.state === 'activating' || grant.state === 'active') return live;
  if (grant.why === 'expired') return grant.state === 'ended' ? null : live;
  const until = grant.state === 'ended' ? Math.max(grant.credentialsUntil, grant.endedAt) + DENY_MARGIN_SECONDS : null;
  return { grantId: grant.id, state: 'denied', until };
}

/** A step that has not come so long after it should have is taken by the sweeper. */
export const PATIENCE_SECONDS = 60;

/** By then, whoever makes something for a grant has either made it or died: activate-grant and the keeper it asks. */
export const MAKING_SECONDS = 100;

/** Somebody may still be making it: that it is not there now does not show that it will not be. */
export const isStillMade = ({ making }: Pick<Grant, 'making'>, now: EpochSeconds): boolean =>
  making !== null && making.open > 0 && now < making.since + MAKING_SECONDS;

/** When the sweeper must look at it; null when nothing is owed any more. */
export function grantDueAt(grant: Grant): EpochSeconds | null {
  switch (grant.state) {
    case 'activating':
      return grant.endAsked ? Math.min(grant.endsAt, grant.endAsked.at + PATIENCE_SECONDS) : grant.endsAt;
    case 'active':
      return grant.endsAt;
    case 'ending':
      return (grant.transitions.at(-1)?.at ?? grant.endingAt) + PATIENCE_SECONDS;
    case 'revoke_failed':
      return grant.lastAttemptAt + PATIENCE_SECONDS;
    case 'ended':
      return null;
  }
}

/** The grant as the policies see it. */
export const grantEntity = ({ id, holder, targetId, rule }: Grant): Entity => ({
  type: 'Grant',
  id,
  attributes: {
    holder: { type: 'User', id: holder },
    target: { type: 'Target', id: targetId },
    approvers: rule.approval.map(({ group }) => ({ type: 'Group', id: group })),
  },
  parents: [],
});
