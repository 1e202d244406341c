import type { PersonId } from '../../kernel/ids.ts';
import type { Actor } from '../../kernel/principal.ts';
import type { Grant } from '../grant.ts';
import { wasApproved } from '../request.ts';
import type { AccessRequest } from '../request.ts';
import { lentInWords } from '../lent-target.ts';
import type { LentTarget } from '../lent-target.ts';
import type { MessageFacts, Progress } from './message.ts';

/** Everything as it was read from the tables just now. */
export interface Known {
  readonly request: AccessRequest;
  readonly grant: Grant | null;
  readonly target: LentTarget;
  readonly names: ReadonlyMap<PersonId, string>;
}

/** Whose names the message needs. */
export const peopleIn = ({ request, grant }: Pick<Known, 'request' | 'grant'>): readonly PersonId[] => [
  request.requester,
  ...request.votes.map(({ approver }) => approver),
  ...[request, grant].flatMap((each) => (each && 'by' in each && each.by.kind === 'person' ? [each.by.id] : [])),
];

export function messageFacts(known: Known): MessageFacts {
  const { request, target, names } = known;
  return {
    requestId: request.id,
    grantId: request.grantId,
    targetId: request.targetId,
    requester: nameOf(names, request.requester),
    target: target.name,
    what: target.kind === 'aws-role' ? `in account ${target.accountId}` : `(${lentInWords(target)})`,
    seconds: request.seconds,
    policies: request.rule.policies,
    groups: request.rule.approval.map(({ group }) => group),
    progress: progressOf(known),
  };
}

/** How far it has come, with names. */
export function progressOf({ request, grant, names }: Omit<Known, 'target'>): Progress {
  const agreed = request.votes
    .filter(({ outcome }) => outcome === 'approve')
    .map((vote) => nameOf(names, vote.approver));
  if (grant !== null) return grantProgress(grant, agreed, names);
  switch (request.state) {
    case 'requested':
      return { state: 'requested', expiresAt: request.expiresAt, agreed };
    case 'approved':
      return { state: 'approved', by: agreed, seconds: request.grantedSeconds };
    case 'denied': {
      const no = request.votes.find(({ outcome }) => outcome === 'deny');
      return { state: 'denied', by: no ? nameOf(names, no.approver) : 'an approver' };
    }
    case 'cancelled':
      return { state: 'cancelled', why: cancelled[request.why](actorName(names, request.by)) };
    case 'expired':
      return {
        state: 'expired',
        approvedBy: wasApproved(request) ? agreed : [],
      };
  }
}

const cancelled = {
  'taken-back': (by: string) => `taken back by ${by}`,
  leaver: () => 'the requester has left',
  ineligible: () => 'the requester is no longer eligible',
} as const;

function grantProgress(grant: Grant, by: readonly string[], names: Known['names']): Progress {
  switch (grant.state) {
    case 'activating':
      return { state: 'approved', by, seconds: grant.seconds };
    case 'active':
      return { state: 'active', by, endsAt: grant.endsAt };
    case 'ending':
      return { state: 'ending', by, why: endInWords(grant, names) };
    case 'revoke_failed':
      return { state: 'revoke_failed', by, why: endInWords(grant, names) };
    case 'ended':
      return { state: 'ended', by, why: endInWords(grant, names), at: grant.endedAt };
  }
}

/** Why it ends, and through whom. */
export function endInWords(
  { why, by }: Pick<Extract<Grant, { state: 'ending' }>, 'why' | 'by'>,
  names: Known['names'],
): string {
  switch (why) {
    case 'expired':
      return 'its time was up';
    case 'returned':
      return `given back by ${actorName(names, by)}`;
    case 'revoked':
      return `ended early by ${actorName(names, by)}`;
    case 'leaver':
      return 'the holder has left or is no longer eligible';
    case 'activation-failed':
      return 'it could not be activated';
  }
}

const actorName = (names: Known['names'], actor: Actor): string =>
  actor.kind === 'person' ? nameOf(names, actor.id) : 'Sallyport';

/** Someone who is not in the directory any more is still told apart, by their id. */
export const nameOf = (names: Known['names'], id: PersonId): string => names.get(id) ?? id;
