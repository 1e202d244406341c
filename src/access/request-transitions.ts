import type { EpochSeconds } from '../kernel/time.ts';
import type {
  ApprovedRequest,
  CancelledRequest,
  DeniedRequest,
  ExpiredRequest,
  RequestedRequest,
  Vote,
} from './request.ts';
import { requestExpiresAt } from './request.ts';
import type { Cue } from './transition.ts';

export type ApproveVote = Extract<Vote, { outcome: 'approve' }>;
export type DenyVote = Extract<Vote, { outcome: 'deny' }>;

/** Still waiting, as far as the clock says: the state alone does not, because nobody may have come to expire it. */
export const isPending = (request: { readonly state: string; readonly expiresAt: EpochSeconds }, now: EpochSeconds) =>
  request.state === 'requested' && now < request.expiresAt;

/** One more agreed, and others must still. An approver's latest word replaces the one before. */
export const addApproval = (request: RequestedRequest, vote: ApproveVote): RequestedRequest => {
  mustBePending(request, vote.at);
  return { ...request, votes: withVote(request, vote), version: request.version + 1 };
};

/** All who must agree have. `counted` are the votes that count now; the least of what they gave is granted. */
export function approve(
  request: RequestedRequest,
  vote: ApproveVote,
  counted: readonly ApproveVote[],
): ApprovedRequest {
  mustBePending(request, vote.at);
  return {
    ...request,
    state: 'approved',
    votes: withVote(request, vote),
    approvedAt: vote.at,
    grantedSeconds: Math.min(request.seconds, vote.seconds, ...counted.map(({ seconds }) => seconds)),
    claimedAt: null,
    transitions: [
      ...request.transitions,
      { state: 'approved', at: vote.at, by: { kind: 'person', id: vote.approver } },
    ],
    version: request.version + 1,
  };
}

/** One no is final. */
export function deny(request: RequestedRequest, vote: DenyVote): DeniedRequest {
  mustBePending(request, vote.at);
  return {
    ...request,
    state: 'denied',
    votes: withVote(request, vote),
    deniedAt: vote.at,
    transitions: [...request.transitions, { state: 'denied', at: vote.at, by: { kind: 'person', id: vote.approver } }],
    version: request.version + 1,
  };
}

export const cancel = (request: RequestedRequest, why: CancelledRequest['why'], { at, by }: Cue): CancelledRequest => ({
  ...request,
  state: 'cancelled',
  cancelledAt: at,
  why,
  by,
  transitions: [...request.transitions, { state: 'cancelled', at, by }],
  version: request.version + 1,
});

/** Its grant is begun, so it lapses no more. Part of the write that begins the grant. */
export const claim = (request: ApprovedRequest, at: EpochSeconds): ApprovedRequest => ({
  ...request,
  claimedAt: at,
  version: request.version + 1,
});

/** Nobody decided, or nobody carried the approval out. Throws before its time: a workflow that wakes early expires nothing. */
export function expire(request: RequestedRequest | ApprovedRequest, { at, by }: Cue): ExpiredRequest {
  const expiresAt = requestExpiresAt(request);
  if (expiresAt === null || at < expiresAt)
    throw new Error(`${request.id} does not expire before ${expiresAt}, and it is ${at}`);
  const { id, grantId, requester, targetId, targetVersion, via, seconds } = request;
  const { reason, rule, digest, createdAt, votes } = request;
  return {
    ...{ id, grantId, requester, targetId, targetVersion, via, seconds, reason, rule, digest, createdAt, votes },
    expiresAt: request.expiresAt,
    state: 'expired',
    expiredAt: at,
    transitions: [...request.transitions, { state: 'expired', at, by }],
    version: request.version + 1,
  };
}

export const withVote = ({ votes }: RequestedRequest, vote: Vote): Vote[] => [
  ...votes.filter(({ approver }) => approver !== vote.approver),
  vote,
];

function mustBePending(request: RequestedRequest, at: EpochSeconds): void {
  if (!isPending(request, at)) throw new Error(`${request.id} can no longer be decided`);
}
