import type { Authorization } from '../authorization/decision.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { approversNow } from './approvers-now.ts';
import { lentTarget, standsOnRetired, targetDetailsOf } from './lent-target.ts';
import type { LentTarget } from './lent-target.ts';
import { only } from './only.ts';
import type { AccessReads } from './ports.ts';
import { ruleOf } from './rule.ts';
import type { Rule } from './rule.ts';
import { targetEntity } from './target.ts';
import type { Target } from './target.ts';
import { candidatesOf, ruleViewOf } from './view-parts.ts';
import type { AskGate } from './view-parts.ts';

export interface ViewTargetSources {
  readonly access: Pick<AccessReads, 'target'>;
  readonly directory: Pick<DirectoryReads, 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly authorization: Pick<Authorization, 'versionOf'>;
  readonly minimumSeconds: number;
}

/** Targets as this person sees them: may they ask now, under which rule, and if not, why not. */
export async function viewTargets(
  { access, directory, authorization, minimumSeconds }: ViewTargetSources,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  ask: AskGate,
  targets: readonly Target[],
) {
  const lent = await Promise.all(targets.map((target) => lentTarget(access, target)));
  const asked = lent.map((target) => ({ target, rule: ruleFor(ask, target, authorization) }));
  const rules = asked.flatMap(({ rule }) => (rule.ok ? rule.value : []));
  const approvers = await approversNow(
    directory,
    rules.flatMap(({ approval }) => approval.map(({ group }) => group)),
  );
  const candidates = (rule: Rule) => candidatesOf(rule, approvers, personId);
  const names = await directory.namesOf([...new Set(rules.flatMap(candidates).flatMap(({ shown }) => shown))]);
  return asked.map(({ target, rule }) => ({
    ...targetDetailsOf(target),
    mayAsk: rule.ok,
    whyNot: rule.ok ? null : { code: rule.refusal.code, detail: rule.refusal.detail },
    rule: rule.ok ? ruleViewOf(rule.value, candidates(rule.value), names, minimumSeconds) : null,
  }));
}

export const viewTarget = async (
  sources: ViewTargetSources,
  principal: Pick<VerifiedPrincipal, 'personId'>,
  ask: AskGate,
  target: Target,
) => only(await viewTargets(sources, principal, ask, [target]));

export type TargetView = Awaited<ReturnType<typeof viewTarget>>;

function ruleFor(ask: AskGate, target: LentTarget, authorization: Pick<Authorization, 'versionOf'>): Result<Rule> {
  if (target.retiredAt !== null) return refused(refusal('target_unusable', 'The target is not lent any more.'));
  if (standsOnRetired(target))
    return refused(refusal('target_unusable', 'The credential that makes its accounts is retired.'));
  const decision = ask('access:request', targetEntity(target));
  return decision.ok ? ruleOf(decision.value, authorization.versionOf(decision.value.policies)) : decision;
}
