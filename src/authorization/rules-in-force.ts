import { createHash } from 'node:crypto';
import { noRules, policyIdOf, policyOf, ruleText } from './company-rule.ts';
import type { RuleSet } from './company-rule.ts';
import type { Authorization } from './decision.ts';
import { policySet } from './policy-set.ts';
import type { PolicyBundle } from './policy-set.ts';

/** Where a company's rules are kept: a pointer that moves, to sets that never change. */
export interface RuleReads {
  /** The hash of the set in force, as it is now; null while the company has added none. */
  hashInForce(): Promise<string | null>;
  /** Throws for a set that is not there or does not read: then nobody can decide anything by it. */
  ruleSet(hash: string): Promise<RuleSet>;
}

/** An authorization whose rules may move between two calls. */
export interface MovingAuthorization extends Authorization {
  /** Reads which rules are in force. One call at a time runs in a process, so what is read before it holds for all of it. */
  refresh(): Promise<void>;
}

/** The policies of the deployment and the company's own rules as one set: several that permit are joined, the strictest wins. */
export function rulesInForce(bundle: PolicyBundle, reads: RuleReads): MovingAuthorization {
  let inForce = join(bundle, noRules);
  return {
    get policyHash() {
      return inForce.policyHash;
    },
    versionOf: (policies) => inForce.versionOf(policies),
    decide: (question) => inForce.decide(question),
    async refresh() {
      const hash = await reads.hashInForce();
      if ((hash ?? noRules.hash) === inForce.rulesHash) return;
      inForce = join(bundle, hash === null ? noRules : await reads.ruleSet(hash));
    },
  };
}

function join(bundle: PolicyBundle, { hash, rules }: RuleSet): Authorization & { readonly rulesHash: string } {
  const texts = new Map(rules.map((rule) => [policyIdOf(rule), ruleText(rule)]));
  const joined =
    rules.length === 0
      ? bundle
      : {
          hash: sha256([bundle.hash, hash]),
          schema: bundle.schema,
          policies: {
            ...bundle.policies,
            ...Object.fromEntries(rules.map((rule) => [policyIdOf(rule), policyOf(rule)])),
          },
        };
  const all = policySet(joined);
  return {
    rulesHash: hash,
    policyHash: all.policyHash,
    decide: (question) => all.decide(question),
    // A rule that has nothing to do with it may change without voiding what people agreed to.
    versionOf(policies) {
      const own = policies.flatMap((id) => texts.get(id) ?? []);
      return own.length === 0 ? bundle.hash : sha256([bundle.hash, ...own]);
    },
  };
}

const sha256 = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex');
