import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { PersonId } from '../kernel/ids.ts';
import { wasApproved } from './request.ts';
import type { AccessRequest } from './request.ts';

/** Says what became of the request, and through whom. */
export function whyNotPending(request: AccessRequest, names: ReadonlyMap<PersonId, string>): Refusal {
  return refusal('request_not_pending', `${became(request, names)} Nothing was changed.`);
}

function became(request: AccessRequest, names: ReadonlyMap<PersonId, string>): string {
  const nameOf = (id: PersonId): string => names.get(id) ?? id;
  switch (request.state) {
    case 'requested':
      return `It expired (${request.expiresAt}) before enough people had agreed.`;
    case 'expired':
      return wasApproved(request)
        ? `It was approved and then expired (${request.expiredAt}), because it was not carried out in time.`
        : `It expired (${request.expiredAt}) before enough people had agreed.`;
    case 'approved': {
      const who = request.votes.filter(({ outcome }) => outcome === 'approve').map(({ approver }) => nameOf(approver));
      return `It was approved by ${who.join(' and ')} (${request.approvedAt}).`;
    }
    case 'denied': {
      const who = request.votes.filter(({ outcome }) => outcome === 'deny').map(({ approver }) => nameOf(approver));
      return `It was denied by ${who.join(' and ')} (${request.deniedAt}).`;
    }
    case 'cancelled':
      return request.why === 'taken-back'
        ? `The requester took it back (${request.cancelledAt}).`
        : `It was cancelled because the requester has left or is no longer eligible (${request.cancelledAt}).`;
  }
}

/** Whose names that takes. */
export const decidersOf = ({ votes }: AccessRequest): readonly PersonId[] => votes.map(({ approver }) => approver);
