import type { DirectoryReads } from '../identity/ports.ts';
import { refused } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { approversNow } from './approvers-now.ts';
import { durationInWords } from './duration-in-words.ts';
import type { Grant } from './grant.ts';
import { lentById, targetRefOf } from './lent-target.ts';
import type { LentTarget } from './lent-target.ts';
import { viewOf } from './notify/notification.ts';
import type { Notification } from './notify/notification.ts';
import type { NotificationStore } from './notify/ports.ts';
import { only } from './only.ts';
import type { AccessReads } from './ports.ts';
import { isPending } from './request-transitions.ts';
import { requestEntity } from './request.ts';
import type { AccessRequest, Vote } from './request.ts';
import { candidatesOf, peopleIn, personRefOf, ruleViewOf, transitionsOf } from './view-parts.ts';
import type { AskGate, Names } from './view-parts.ts';
import { whyNotPending } from './why-not-pending.ts';

export interface ViewRequestSources {
  readonly access: Pick<AccessReads, 'target' | 'grant'>;
  readonly directory: Pick<DirectoryReads, 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly notifications: Pick<NotificationStore, 'of'>;
  readonly minimumSeconds: number;
}

/** Requests as this person sees them. Whoever calls has checked that they may see them. */
export async function viewRequests(
  sources: ViewRequestSources,
  ask: AskGate,
  requests: readonly AccessRequest[],
  now: EpochSeconds,
) {
  const { access, directory, notifications } = sources;
  const groups = requests.flatMap(({ rule }) => rule.approval.map(({ group }) => group));
  const approvers = await approversNow(directory, groups);
  const candidates = ({ rule, requester }: AccessRequest) => candidatesOf(rule, approvers, requester);
  const [names, targets, beside] = await Promise.all([
    directory.namesOf([
      ...new Set([...requests.flatMap(peopleOf), ...requests.flatMap(candidates).flatMap(({ shown }) => shown)]),
    ]),
    targetsOf(access, requests),
    Promise.all(
      requests.map(async (each) => ({ grant: await grantOf(access, each), told: await notifications.of(each.id) })),
    ),
  ]);
  return requests.map((request, index) => {
    const target = targets.get(request.targetId);
    if (target === undefined) throw new Error(`${request.id} names a target that is not there`);
    const { grant = null, told = [] } = beside[index] ?? {};
    const rule = ruleViewOf(request.rule, candidates(request), names, sources.minimumSeconds);
    return {
      ...facts(request, target, names),
      rule,
      decide: mayDecide(ask, request, names, now),
      grant: grant && { id: grant.id, state: grant.state, endsAt: grant.endsAt },
      notifications: told.map((each: Notification) => viewOf(each)),
    };
  });
}

export const viewRequest = async (
  sources: ViewRequestSources,
  ask: AskGate,
  request: AccessRequest,
  now: EpochSeconds,
) => only(await viewRequests(sources, ask, [request], now));

export type RequestView = Awaited<ReturnType<typeof viewRequest>>;

const facts = (request: AccessRequest, target: LentTarget, names: Names) => ({
  id: request.id,
  grantId: request.grantId,
  state: request.state,
  requester: personRefOf(names, request.requester),
  target: targetRefOf(target),
  seconds: request.seconds,
  inWords: durationInWords(request.seconds),
  grantedSeconds: request.state === 'approved' ? request.grantedSeconds : null,
  reason: request.reason,
  votes: request.votes.map((vote) => voteViewOf(vote, names)),
  digest: request.digest,
  createdAt: request.createdAt,
  expiresAt: request.expiresAt,
  transitions: transitionsOf(names, request.transitions),
});

function voteViewOf(vote: Vote, names: Names) {
  const cast = { approver: personRefOf(names, vote.approver), at: vote.at };
  return vote.outcome === 'approve'
    ? { ...cast, outcome: vote.outcome, seconds: vote.seconds }
    : { ...cast, outcome: vote.outcome, reason: vote.reason };
}

/** What the decision itself would say now. It is decided again when they decide. */
function mayDecide(ask: AskGate, request: AccessRequest, names: Names, now: EpochSeconds) {
  const decision = isPending(request, now)
    ? ask('request:decide', requestEntity(request))
    : refused(whyNotPending(request, names));
  if (decision.ok) return { may: true, code: null, detail: null };
  return { may: false, code: decision.refusal.code, detail: decision.refusal.detail };
}

const peopleOf = ({ requester, votes, transitions }: AccessRequest) => [
  requester,
  ...votes.map(({ approver }) => approver),
  ...peopleIn(transitions.map(({ by }) => by)),
];

async function targetsOf(access: Pick<AccessReads, 'target'>, requests: readonly AccessRequest[]) {
  const ids = [...new Set(requests.map(({ targetId }) => targetId))];
  const targets = await Promise.all(ids.map((id) => lentById(access, id)));
  return new Map(targets.flatMap((target) => (target ? [[target.id, target] as const] : [])));
}

const grantOf = (access: Pick<AccessReads, 'grant'>, request: AccessRequest): Promise<Grant | null> =>
  request.state === 'approved' ? access.grant(request.grantId) : Promise.resolve(null);
