import { crashPoint } from '../kernel/crash-point.ts';
import type { GrantId } from '../kernel/ids.ts';
import { changeGrant } from './change-grant.ts';
import type { Step } from './change-grant.ts';
import { markEnded } from './grant-transitions.ts';
import { isStillMade } from './grant.ts';
import type { EndedGrant, EndingGrant, Grant, RevokeFailedGrant } from './grant.ts';
import { holdingOf } from './holding-of.ts';
import { notify } from './outbox.ts';
import type { AccessReads } from './ports.ts';
import type { Probed, Probes, TakesBack } from './target-contract.ts';

export interface VerifiesGone extends Step {
  readonly store: Step['store'] & Pick<AccessReads, 'target'>;
  readonly target: TakesBack & Probes;
}

/**
 * The only way to `ended`: what the grant gave is taken back where no boundary denies it (take-away has done that), and
 * then what its sessions were allowed is refused to a fresh one. Here and not in take-away, of which one at a time runs:
 * a database that does not answer must not hold up the denies of roles. Throws as long as it is
 * not, so that the caller tries again. `attempt` counts from one.
 */
export async function verifyGone(
  step: VerifiesGone,
  { grantId, attempt }: { readonly grantId: GrantId; readonly attempt: number },
): Promise<EndedGrant | null> {
  const { store, target, clock, by, correlationId } = step;
  const grant = await store.grant(grantId);
  if (grant === null || grant.state === 'ended') return grant;
  if (grant.state === 'activating' || grant.state === 'active') throw new NotEnding(grantId);
  const lent = await store.target(grant.targetId);
  if (lent === null) throw new Error(`${grant.targetId} of ${grantId} is not there`);
  const holding = holdingOf(grant);
  await target.takeBack(lent, holding, { by, at: clock(), correlationId });
  crashPoint('verify-gone:after-take-back');
  const probed = await target.probe(lent, holding, { moment: 'end', correlationId });
  crashPoint('verify-gone:after-probe');
  mustBeRefused(isStillMade(grant, clock()) ? 'unknown' : probed, grant);
  const at = clock();
  const ended = await changeGrant(step, grantId, (from, cue) => {
    if (from.state !== 'ending' && from.state !== 'revoke_failed') return null;
    const to = markEnded(from, { result: 'refused', at, attempts: attempt }, cue);
    return {
      to,
      what: {
        action: 'grant.verify-gone',
        outcome: 'allowed',
        facts: { why: to.why, timeToEndSeconds: to.timeToEndSeconds, probe: 'refused', attempts: attempt },
      },
      events: [notify(step.newId, cue, from.requestId, 'ended')],
    };
  });
  if (ended?.state !== 'ended') throw new NotEnding(grantId);
  return ended;
}

/** No answer is not a refusal, and "no session" is one only where no session was ever handed out. */
function mustBeRefused(probed: Probed, { activatedAt }: EndingGrant | RevokeFailedGrant): void {
  switch (probed) {
    case 'refused':
      return;
    case 'no-session':
      if (activatedAt === null) return;
      throw new ProbeUnclear(probed);
    case 'unknown':
      throw new ProbeUnclear(probed);
    case 'allowed':
      throw new StillAllowed();
  }
}

export class StillAllowed extends Error {
  override readonly name = 'StillAllowed';
  constructor() {
    super('the probe is still allowed');
  }
}

export class ProbeUnclear extends Error {
  override readonly name = 'ProbeUnclear';
  constructor(probed: Probed) {
    super(`the probe shows nothing: ${probed}`);
  }
}

class NotEnding extends Error {
  override readonly name = 'NotEnding';
  constructor(id: Grant['id']) {
    super(`${id} is not ending`);
  }
}
