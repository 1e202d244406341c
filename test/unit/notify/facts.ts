import { groupName, idOf } from '../../../src/kernel/ids.ts';
import type { MessageFacts } from '../../../src/access/notify/message.ts';

export const approvers = groupName.parse('approvers');

/** A request that waits, as a message tells of it. */
export const facts = (more: Partial<MessageFacts> = {}): MessageFacts => ({
  requestId: idOf('req').parse('req_01jd4zv2t0e9xbk8ng5w1m3c7r'),
  grantId: idOf('grt').parse('grt_01jd4zv2t0e9xbk8ng5w1m3c7r'),
  targetId: idOf('tgt').parse('tgt_01jd4zv2t0e9xbk8ng5w1m3c7r'),
  requester: 'Alice',
  target: 'orders-admin',
  what: 'in account 123456789012',
  seconds: 1800,
  policies: ['rule.production'],
  groups: [approvers],
  progress: { state: 'requested', expiresAt: 1795474800, agreed: [] },
  ...more,
});
