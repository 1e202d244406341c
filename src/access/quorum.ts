import type { GroupName, PersonId } from '../kernel/ids.ts';
import type { ApproveVote } from './request-transitions.ts';
import type { AccessRequest } from './request.ts';

/** Who may decide at this moment: the active members of each group that the rule names. */
export type ApproversNow = ReadonlyMap<GroupName, ReadonlySet<PersonId>>;

export interface Quorum {
  readonly met: boolean;
  /** The approvals that count now. */
  readonly counted: readonly ApproveVote[];
}

/**
 * Counts the votes anew. A vote counts when it was cast on this very digest by somebody who is an approver now and not
 * the requester. Each person fills one place of one stage, whichever groups they are in: distinct people agree.
 */
export function quorumOf(
  { requester, digest, rule, votes }: Pick<AccessRequest, 'requester' | 'digest' | 'rule' | 'votes'>,
  approvers: ApproversNow,
): Quorum {
  const mayDecide = (person: PersonId, group: GroupName) => approvers.get(group)?.has(person) === true;
  const counted = votes
    .filter((vote) => vote.outcome === 'approve')
    .filter((vote) => vote.digest === digest && vote.approver !== requester)
    .filter(({ approver }) => rule.approval.some(({ group }) => mayDecide(approver, group)));
  const people = [...new Set(counted.map(({ approver }) => approver))];
  const places = rule.approval.flatMap(({ count, group }) => Array.from({ length: count }, () => group));

  /** Bipartite matching by augmenting paths (Kuhn): who sits where, moved on when somebody else needs the place. */
  const seated = new Map<number, PersonId>();
  const seat = (person: PersonId, tried: Set<number>): boolean => {
    for (const [place, group] of places.entries()) {
      if (tried.has(place) || !mayDecide(person, group)) continue;
      tried.add(place);
      const sitting = seated.get(place);
      if (sitting === undefined || seat(sitting, tried)) {
        seated.set(place, person);
        return true;
      }
    }
    return false;
  };
  for (const person of people) seat(person, new Set());
  return { met: places.length > 0 && seated.size === places.length, counted };
}
