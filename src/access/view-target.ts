import type { Authorization } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import type { TargetView } from '../http/contract/targets.ts';
import { guard } from '../http/gate.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { approversNow } from './approvers-now.ts';
import { ruleOf } from './rule.ts';
import type { Rule } from './rule.ts';
import { targetEntity } from './target.ts';
import type { Target } from './target.ts';
import { candidatesOf, ruleViewOf, targetRefOf } from './view-parts.ts';

export interface ViewTargetSources {
  readonly directory: Pick<DirectoryReads, 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly authorization: Authorization;
  readonly minimumSeconds: number;
}

/** Targets as this person sees them: may they ask now, under which rule, and if not, why not. */
export async function viewTargets(
  { directory, authorization, minimumSeconds }: ViewTargetSources,
  principal: VerifiedPrincipal,
  targets: readonly Target[],
  now: EpochSeconds,
): Promise<TargetView[]> {
  const asked = targets.map((target) => ({ target, rule: ruleFor(authorization, principal, target, now) }));
  const rules = asked.flatMap(({ rule }) => (rule.ok ? rule.value : []));
  const approvers = await approversNow(
    directory,
    rules.flatMap(({ approval }) => approval.map(({ group }) => group)),
  );
  const candidates = (rule: Rule) => candidatesOf(rule, approvers, principal.personId);
  const names = await directory.namesOf([...new Set(rules.flatMap(candidates).flatMap(({ shown }) => shown))]);
  return asked.map(({ target, rule }) => ({
    ...targetRefOf(target),
    boundaryArn: target.boundaryArn,
    probeAction: target.probeAction,
    region: target.region,
    createdAt: target.createdAt,
    mayAsk: rule.ok,
    whyNot: rule.ok ? null : { code: rule.refusal.code, detail: rule.refusal.detail },
    rule: rule.ok ? ruleViewOf(rule.value, candidates(rule.value), names, minimumSeconds) : null,
  }));
}

export const viewTarget = async (
  sources: ViewTargetSources,
  principal: VerifiedPrincipal,
  target: Target,
  now: EpochSeconds,
): Promise<TargetView> => only(await viewTargets(sources, principal, [target], now));

function ruleFor(
  authorization: Authorization,
  principal: VerifiedPrincipal,
  target: Target,
  now: EpochSeconds,
): Result<Rule> {
  const question = { principal: userEntity(principal), action: 'access:request', resource: targetEntity(target) };
  const decision = guard(authorization, principal, question, now);
  return decision.ok ? ruleOf(decision.value, authorization.policyHash) : decision;
}

export function only<T>([one, ...more]: readonly T[]): T {
  if (one === undefined || more.length > 0) throw new Error('expected exactly one');
  return one;
}
