import type { Authorization } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import type { Standing } from '../identity/person.ts';
import { targetEntity } from './target.ts';
import type { Target } from './target.ts';

/** Whether this person could ask for the target now: what nobody may ask for, nobody goes on holding. */
export const mayStillAsk = (
  authorization: Pick<Authorization, 'decide'>,
  standing: Standing | null,
  target: Target | null,
): boolean =>
  standing?.person.status === 'active' &&
  target !== null &&
  target.retiredAt === null &&
  authorization.decide({
    principal: userEntity({
      personId: standing.person.id,
      groups: standing.groups,
      eligible: standing.eligible,
    }),
    action: 'access:request',
    resource: targetEntity(target),
  }).allowed;
