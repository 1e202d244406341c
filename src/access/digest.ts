import { createHash } from 'node:crypto';
import type { AccessRequest } from './request.ts';
import { ruleText } from './rule.ts';

/** What an approver agrees to. If any of it moves, the digest moves, and the approval does not count. */
export type Asked = Pick<
  AccessRequest,
  'id' | 'grantId' | 'requester' | 'targetId' | 'targetVersion' | 'via' | 'seconds' | 'reason' | 'rule'
>;

/** SHA-256 over fields in a fixed order, as lower-case hex. The first element is the version of this serialisation. */
export function requestDigest({
  id,
  grantId,
  requester,
  targetId,
  targetVersion,
  via,
  seconds,
  reason,
  rule,
}: Asked): string {
  const text = JSON.stringify([
    via === null ? 'sallyport-request-1' : 'sallyport-request-2',
    id,
    grantId,
    requester,
    targetId,
    targetVersion,
    seconds,
    reason,
    ruleText(rule),
    ...(via === null ? [] : [via.id, via.version]),
  ]);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
