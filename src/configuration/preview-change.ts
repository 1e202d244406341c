import type { Grant } from '../access/grant.ts';
import type { AccessReads } from '../access/ports.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { effectsOf } from './effects.ts';
import type { Effect, Effects } from './effects.ts';
import type { ConfigurationOperation } from './operation.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { SnapshotSources } from './read-snapshot.ts';
import { asksUnder } from './rights.ts';
import { ruleProblems } from './rule-problems.ts';
import { simulate } from './simulate.ts';
import type { Snapshot } from './snapshot.ts';

export interface PreviewSources extends SnapshotSources {
  readonly access: Pick<AccessReads, 'targets' | 'footprintsOf' | 'grant'>;
}

export interface TouchedGrant {
  readonly grant: Grant;
  readonly email: string;
  readonly target: string;
}

export interface Preview extends Effects {
  readonly baseRevision: number;
  /** Live grants that end by it, because their holders could not ask for them any more. */
  readonly ends: readonly TouchedGrant[];
}

/** Names as they would be: a configuration that has moved since must be planned anew. */
export const moved = (planned: number, now: number) =>
  refused(
    refusal(
      'configuration_changed',
      `The configuration has changed since this was planned (revision ${planned}, now ${now}). Nothing was done by it; plan again.`,
    ),
  );

/**
 * What a change would do, by what the tables say now: who gains and who loses what, whose grants end. Refuses what
 * could not be carried out, and rules under which nobody could agree.
 */
export async function previewChange(
  sources: PreviewSources,
  planned: { readonly baseRevision: number; readonly operations: readonly ConfigurationOperation[] },
): Promise<Result<Preview>> {
  const { revision, snapshot: before } = await readSnapshot(sources, planned.operations);
  if (revision !== planned.baseRevision) return moved(planned.baseRevision, revision);
  const after = simulate(before, planned.operations);
  if (!after.ok) return after;
  const known = new Set(ruleProblems(before).map(({ detail }) => detail));
  const problems = ruleProblems(after.value);
  const fresh = concernsRules(planned.operations) ? problems : problems.filter(({ detail }) => !known.has(detail));
  if (fresh.length > 0)
    return refused(
      refusal(
        'rule_unusable',
        fresh
          .map(({ detail }) => detail)
          .slice(0, 20)
          .join(' '),
        {
          errors: fresh
            .slice(0, 50)
            .map(({ code, rule, detail }) => ({ path: `rules.${rule}.${code}`, message: detail })),
        },
      ),
    );
  const effects = effectsOf(before, after.value);
  return ok({
    baseRevision: revision,
    ...effects,
    ends: await endedGrants(sources, before, after.value, effects.loses),
  });
}

const concernsRules = (operations: readonly ConfigurationOperation[]): boolean =>
  operations.some(({ op }) => op === 'set-rules');

/** Of targets that somebody loses, the grants of just those people. */
async function endedGrants(
  { access, directory }: PreviewSources,
  before: Snapshot,
  after: Snapshot,
  loses: readonly Effect[],
): Promise<readonly TouchedGrant[]> {
  const nameAfter = new Map([...after.targets.values()].map(({ id, name }) => [id, name]));
  const lost = new Set(loses.flatMap(({ right }) => (right.may === 'ask' ? right.target : [])));
  const concerned = [...before.targets.values()].filter(({ id, name }) => lost.has(name) || !nameAfter.has(id));
  const byId = new Map([...before.people.values()].map((person) => [person.id, person.email]));
  const ends: TouchedGrant[] = [];
  for (const { id, name } of concerned) {
    if (id === null) continue;
    for (const { grantId, state } of await access.footprintsOf(id)) {
      const grant = state === 'live' ? await access.grant(grantId) : null;
      const email = grant === null ? undefined : byId.get(grant.holder);
      if (grant === null || email === undefined || grant.state === 'ended') continue;
      const holder = after.people.get(email);
      const target = nameAfter.get(id);
      const keeps =
        holder?.active === true &&
        target !== undefined &&
        (after.rules.some((rule) => rule.targets.includes(target) && asksUnder(rule, holder)) ||
          (await directory.standing(grant.holder))?.eligible.includes(id) === true);
      if (!keeps) ends.push({ grant, email, target: name });
    }
  }
  return ends;
}
