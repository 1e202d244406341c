import type { GrantId } from '../kernel/ids.ts';
import { changeGrant } from './change-grant.ts';
import type { Step } from './change-grant.ts';
import { markRevokeFailed as failed } from './grant-transitions.ts';
import type { Grant } from './grant.ts';
import { notify } from './outbox.ts';

/** Says that a grant would not end. It is not the end of trying: taking away starts over, for ever. */
export const markRevokeFailed = (
  step: Step,
  { grantId, code }: { readonly grantId: GrantId; readonly code: string },
): Promise<Grant | null> =>
  changeGrant(step, grantId, (from, cue) => {
    if (from.state !== 'ending' && from.state !== 'revoke_failed') return null;
    const to = failed(from, code, cue);
    return {
      to,
      what: { action: 'grant.take-away', outcome: 'failed', reasons: [code], facts: { attempts: to.attempts } },
      events: from.state === 'ending' ? [notify(step.newId, cue, from.requestId, 'revoke_failed')] : [],
    };
  });
