import type { RequestId } from '../kernel/ids.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { AccessReads, Page, PageOf } from './ports.ts';
import { isPending } from './request-transitions.ts';
import type { AccessRequest } from './request.ts';

/** A person's own, newest first. */
export const listOwnRequests = (
  access: Pick<AccessReads, 'requestsOf'>,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  page: Page<RequestId>,
): Promise<PageOf<AccessRequest, RequestId>> => access.requestsOf(personId, page);

/** What members of the person's groups must decide and the person has not: never their own, never what has expired. */
export async function listAwaitingRequests(
  access: Pick<AccessReads, 'requestsAwaiting'>,
  { personId, groups }: Pick<VerifiedPrincipal, 'personId' | 'groups'>,
  page: Page<RequestId>,
  now: EpochSeconds,
): Promise<PageOf<AccessRequest, RequestId>> {
  const { items, next } = await access.requestsAwaiting(groups, page);
  const awaiting = items.filter(
    (request) =>
      isPending(request, now) &&
      request.requester !== personId &&
      !request.votes.some(({ approver }) => approver === personId),
  );
  return { items: awaiting, next };
}
