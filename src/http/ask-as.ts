import type { Authorization, Decision, Entity } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { guard } from './gate.ts';

/** What the gate would answer this person now, for pages and lists that say what one may do. It decides nothing. */
export const askAs =
  (authorization: Authorization, principal: VerifiedPrincipal, now: EpochSeconds) =>
  (action: string, resource: Entity): Result<Extract<Decision, { allowed: true }>> =>
    guard(authorization, principal, { principal: userEntity(principal), action, resource }, now);
