import type { EpochSeconds } from '../kernel/time.ts';
import type {
  ActivatingGrant,
  ActiveGrant,
  EndAsked,
  EndedGrant,
  EndingGrant,
  EndWhy,
  Grant,
  ProbeRefused,
  RevokeFailedGrant,
} from './grant.ts';
import type { ApprovedRequest } from './request.ts';
import type { Cue } from './transition.ts';

/** Of roles: STS makes no session shorter than this; the one that activation probes with lives so long. */
export const SHORTEST_SESSION_SECONDS = 900;

/** The intent. The clock starts here, so that a crash before the confirmation never makes a grant longer. */
export const beginActivation = (request: ApprovedRequest, { at, by }: Cue): ActivatingGrant => ({
  id: request.grantId,
  requestId: request.id,
  holder: request.requester,
  targetId: request.targetId,
  targetVersion: request.targetVersion,
  seconds: request.grantedSeconds,
  rule: request.rule,
  createdAt: at,
  endsAt: at + request.grantedSeconds,
  credentialsUntil: at + SHORTEST_SESSION_SECONDS,
  making: null,
  state: 'activating',
  endAsked: null,
  transitions: [{ state: 'activating', at, by }],
  version: 1,
});

/** Before anything is made for it, so that whoever ends it knows that there may be something. */
export const beginMaking = (grant: ActivatingGrant, at: EpochSeconds): ActivatingGrant => ({
  ...grant,
  making: { since: at, open: (grant.making?.open ?? 0) + 1 },
  version: grant.version + 1,
});

/** One of those who make it has said how it went; part of the write that says what follows from it. */
export const madeKnown = (grant: ActivatingGrant): ActivatingGrant =>
  grant.making === null ? grant : { ...grant, making: { ...grant.making, open: Math.max(0, grant.making.open - 1) } };

/** Active, unless someone ended it meanwhile or its time has run out: then it goes straight to its end. */
export function confirmActive(grant: ActivatingGrant, { at, by }: Cue): ActiveGrant | EndingGrant {
  if (grant.endAsked) return intoEnding(grant, null, grant.endAsked, { at, by: grant.endAsked.by }, null);
  if (at >= grant.endsAt) return intoEnding(grant, null, { why: 'expired', at: grant.endsAt }, { at, by }, null);
  const { endAsked: _, ...rest } = grant;
  return {
    ...rest,
    state: 'active',
    activatedAt: at,
    transitions: [...grant.transitions, { state: 'active', at, by }],
    version: grant.version + 1,
  };
}

/** What was begun is undone. `failure` is a refusal code or the kind of fault; it holds no message of a driver. */
export const failActivation = (grant: ActivatingGrant, failure: string, cue: Cue): EndingGrant =>
  intoEnding(grant, null, grant.endAsked ?? { why: 'activation-failed', at: cue.at }, cue, failure);

/**
 * The natural end. Throws before `endsAt`: whoever wakes early (a workflow that lost its way) ends nothing, because
 * the natural end writes no deny and would leave the credentials alive.
 */
export function endNaturally(grant: ActivatingGrant | ActiveGrant, { at, by }: Cue): EndingGrant {
  if (at < grant.endsAt) throw new Error(`${grant.id} does not end before ${grant.endsAt}, and it is ${at}`);
  // Asked for before the end, and then nobody came: an early end all the same, so that it is denied.
  if (grant.state === 'activating' && grant.endAsked) return intoEnding(grant, null, grant.endAsked, { at, by }, null);
  const activatedAt = grant.state === 'active' ? grant.activatedAt : null;
  return intoEnding(grant, activatedAt, { why: 'expired', at: grant.endsAt }, { at, by }, null);
}

export type AskedToEnd =
  /** It will end: the first is denied by whoever takes away, the second when the activation comes to it. */
  | { readonly outcome: 'ending'; readonly grant: EndingGrant }
  | { readonly outcome: 'noted'; readonly grant: ActivatingGrant }
  /** Nothing to write: its end was begun, or asked for, before. */
  | { readonly outcome: 'already'; readonly grant: ActivatingGrant | EndingGrant | RevokeFailedGrant }
  | { readonly outcome: 'ended'; readonly grant: EndedGrant };

/** The early end, by whoever may: given back, revoked, or the person has left. */
export function askEnd(grant: Grant, asked: EndAsked): AskedToEnd {
  switch (grant.state) {
    case 'activating':
      return grant.endAsked
        ? { outcome: 'already', grant }
        : { outcome: 'noted', grant: { ...grant, endAsked: asked, version: grant.version + 1 } };
    case 'active':
      return { outcome: 'ending', grant: intoEnding(grant, grant.activatedAt, asked, asked, null) };
    case 'ending':
    case 'revoke_failed':
      return { outcome: 'already', grant };
    case 'ended':
      return { outcome: 'ended', grant };
  }
}

/** The only way to `ended`: with the probe's refusal in hand. The time to end counts from when the end was due. */
export function markEnded(grant: EndingGrant | RevokeFailedGrant, probe: ProbeRefused, { at, by }: Cue): EndedGrant {
  const { id, requestId, holder, targetId, targetVersion, seconds, rule } = grant;
  const { createdAt, endsAt, credentialsUntil, making, activatedAt, endingAt, why, by: endedBy, failure } = grant;
  return {
    ...{ id, requestId, holder, targetId, targetVersion, seconds, rule, createdAt, endsAt, credentialsUntil, making },
    ...{ activatedAt, endingAt, why, by: endedBy, failure },
    state: 'ended',
    endedAt: at,
    timeToEndSeconds: Math.max(0, probe.at - endingAt),
    probe,
    transitions: [...grant.transitions, { state: 'ended', at, by }],
    version: grant.version + 1,
  };
}

/** Visible and loud, and never the last word: the next attempt starts from here. Repeats only count. */
export function markRevokeFailed(
  grant: EndingGrant | RevokeFailedGrant,
  code: string,
  { at, by }: Cue,
): RevokeFailedGrant {
  if (grant.state === 'revoke_failed')
    return { ...grant, lastAttemptAt: at, attempts: grant.attempts + 1, code, version: grant.version + 1 };
  return {
    ...grant,
    state: 'revoke_failed',
    since: at,
    lastAttemptAt: at,
    attempts: 1,
    code,
    transitions: [...grant.transitions, { state: 'revoke_failed', at, by }],
    version: grant.version + 1,
  };
}

/** Before credentials are handed out, so that a deny outlives them whatever happens. */
export const promiseCredentials = (grant: ActiveGrant, until: EpochSeconds): ActiveGrant => ({
  ...grant,
  credentialsUntil: Math.max(grant.credentialsUntil, until),
  version: grant.version + 1,
});

function intoEnding(
  grant: ActivatingGrant | ActiveGrant,
  activatedAt: EpochSeconds | null,
  end: { readonly why: EndWhy; readonly at: EpochSeconds },
  { at, by }: Cue,
  failure: string | null,
): EndingGrant {
  const { id, requestId, holder, targetId, targetVersion, seconds, rule } = grant;
  const { createdAt, endsAt, credentialsUntil, making } = grant;
  return {
    ...{ id, requestId, holder, targetId, targetVersion, seconds, rule, createdAt, endsAt, credentialsUntil, making },
    state: 'ending',
    activatedAt,
    endingAt: end.at,
    why: end.why,
    by,
    failure,
    transitions: [...grant.transitions, { state: 'ending', at, by }],
    version: grant.version + 1,
  };
}
