import type { DirectoryReads } from '../identity/ports.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { approversNow } from './approvers-now.ts';
import { quorumOf } from './quorum.ts';
import { recheckRequest } from './recheck-request.ts';
import type { RecheckSources } from './recheck-request.ts';
import type { ApprovedRequest } from './request.ts';
import type { Target } from './target.ts';

export interface StandsSources extends RecheckSources {
  readonly directory: Pick<DirectoryReads, 'standing' | 'membersOf' | 'peopleOf'>;
}

/** Is what was approved still approved, with everything as it is at this moment? The value is the target to lend. */
export async function stillStands(sources: StandsSources, request: ApprovedRequest): Promise<Result<Target>> {
  const rechecked = await recheckRequest(sources, request);
  if (!rechecked.ok) return rechecked;
  const groups = request.rule.approval.map(({ group }) => group);
  const { met } = quorumOf(request, await approversNow(sources.directory, groups));
  if (met) return rechecked;
  return refused(
    refusal('request_changed', 'Of those who agreed, not enough are approvers any more. The requester must ask anew.'),
  );
}
