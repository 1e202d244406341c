import { newEntry } from '../audit/entry.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { NewId, RequestId } from '../kernel/ids.ts';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { approversNow } from './approvers-now.ts';
import { durationAllowed } from './duration-allowed.ts';
import { completeDecision, notify } from './outbox.ts';
import type { AccessStore } from './ports.ts';
import { quorumOf } from './quorum.ts';
import type { ApproversNow } from './quorum.ts';
import { recheckRequest } from './recheck-request.ts';
import type { RecheckSources } from './recheck-request.ts';
import { addApproval, approve, deny, isPending, withVote } from './request-transitions.ts';
import type { AccessRequest, RequestedRequest, Vote } from './request.ts';
import { untilWritten } from './until-written.ts';
import type { Attempt } from './until-written.ts';
import { decidersOf, whyNotPending } from './why-not-pending.ts';

export interface DecideRequestSurroundings extends RecheckSources {
  readonly access: Pick<AccessStore, 'request' | 'target' | 'changeRequest'>;
  readonly directory: Pick<DirectoryReads, 'standing' | 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly newId: NewId;
  readonly minimumSeconds: number;
}

export type Decision =
  | { readonly decision: 'approve'; readonly digest: string; readonly seconds?: number | undefined }
  | { readonly decision: 'deny'; readonly digest: string; readonly reason: string };

export interface Decided {
  readonly outcome: 'decided' | 'already-decided-by-you';
  readonly request: AccessRequest;
}

/**
 * One approver's yes or no. Everything is read and checked anew, and once more when somebody else was quicker:
 * it still waits, it is what the approver saw, they are an approver and not the requester, the rule still permits it.
 */
export function decideRequest(
  surroundings: DecideRequestSurroundings,
  principal: Pick<VerifiedPrincipal, 'personId' | 'signInId'>,
  cause: Cause,
  id: RequestId,
  given: Decision,
): Promise<Result<Decided>> {
  const { access, directory } = surroundings;
  return untilWritten<Decided>(async () => {
    const request = await access.request(id);
    if (request === null) return no(refusal('not_found', 'There is no such request.'));
    if (request.requester === principal.personId)
      return no(refusal('own_request', 'Nobody decides on their own request. Ask another approver.'));
    if (isRepeated(request, principal, given)) return { answer: ok({ outcome: 'already-decided-by-you', request }) };
    if (request.state !== 'requested' || !isPending(request, cause.at))
      return no(whyNotPending(request, await directory.namesOf(decidersOf(request))));
    if (given.digest !== request.digest)
      return no(refusal('request_changed', 'This is not what you saw: read the request again before you decide.'));
    const approvers = await approversNow(
      directory,
      request.rule.approval.map(({ group }) => group),
    );
    if (![...approvers.values()].some((people) => people.has(principal.personId)))
      return no(refusal('not_permitted', 'You are not among those who may decide on this request.'));
    const cast = { approver: principal.personId, signInId: principal.signInId, at: cause.at, digest: given.digest };
    if (given.decision === 'deny')
      return writing(surroundings, cause, request, { ...cast, outcome: 'deny', reason: given.reason }, approvers);
    const bounds = {
      least: Math.min(surroundings.minimumSeconds, request.seconds),
      most: request.seconds,
      whose: 'The request',
    };
    const seconds = durationAllowed(given.seconds ?? request.seconds, bounds);
    if (!seconds.ok) return { answer: seconds };
    const recheck = await recheckRequest(surroundings, request);
    if (!recheck.ok) return { answer: recheck };
    return writing(surroundings, cause, request, { ...cast, outcome: 'approve', seconds: seconds.value }, approvers);
  });
}

function writing(
  { access, newId }: DecideRequestSurroundings,
  cause: Cause,
  from: RequestedRequest,
  vote: Vote,
  approvers: ApproversNow,
): Attempt<Decided> {
  const to = withDecision(from, vote, approvers);
  const entry = newEntry(newId, cause, {
    action: vote.outcome === 'approve' ? 'request.approve' : 'request.deny',
    outcome: 'allowed',
    subject: to.id,
    targetId: to.targetId,
    grantId: to.grantId,
    facts: {
      digest: vote.digest,
      state: to.state,
      seconds: vote.outcome === 'approve' ? vote.seconds : null,
      grantedSeconds: to.state === 'approved' ? to.grantedSeconds : null,
    },
  });
  const events =
    to.state === 'requested'
      ? [notify(newId, cause, to.id, 'voted')]
      : [completeDecision(newId, cause, to.id), notify(newId, cause, to.id, to.state)];
  return {
    write: () => access.changeRequest({ from, to }, { entry, events }),
    then: { outcome: 'decided', request: to },
  };
}

function withDecision(from: RequestedRequest, vote: Vote, approvers: ApproversNow) {
  if (vote.outcome === 'deny') return deny(from, vote);
  const { met, counted } = quorumOf({ ...from, votes: withVote(from, vote) }, approvers);
  return met ? approve(from, vote, counted) : addApproval(from, vote);
}

/** The same word by the same person again: also when the request has been settled by it meanwhile. */
function isRepeated(
  request: AccessRequest,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  given: Decision,
): boolean {
  const before = request.votes.find(({ approver }) => approver === personId);
  if (before === undefined || before.digest !== given.digest || before.outcome !== given.decision) return false;
  if (before.outcome === 'deny' || given.decision === 'deny') return true;
  return request.state !== 'requested' || before.seconds === (given.seconds ?? request.seconds);
}

const no = (why: ReturnType<typeof refusal>) => ({ answer: refused(why) });
