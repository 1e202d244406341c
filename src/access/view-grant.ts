import type { EntryStore } from '../audit/ports.ts';
import { firstIdAt } from '../kernel/ids.ts';
import type { EntryId, GrantId } from '../kernel/ids.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { Grant } from './grant.ts';
import { lentById, targetRefOf } from './lent-target.ts';
import type { LentTarget } from './lent-target.ts';
import type { AccessReads } from './ports.ts';
import { actorViewOf, peopleIn, personRefOf, transitionsOf } from './view-parts.ts';
import type { Names } from './view-parts.ts';

export interface ViewGrantSources {
  readonly access: Pick<AccessReads, 'target' | 'request'>;
  readonly directory: Pick<DirectoryReads, 'namesOf'>;
  readonly entries: Pick<EntryStore, 'ofGrant'>;
}

/** A grant with its whole thread. Whoever calls has checked that the person may see it. */
export async function viewGrant({ access, directory, entries }: ViewGrantSources, grant: Grant, now: EpochSeconds) {
  const [target, request, ids] = await Promise.all([
    lentById(access, grant.targetId),
    access.request(grant.requestId),
    entryIds(entries, grant.id, now),
  ]);
  if (request === null) throw new Error(`${grant.id} names a request that is not there`);
  const transitions = [...request.transitions, ...grant.transitions];
  const names = await directory.namesOf([
    ...new Set([...peopleOf(grant), ...peopleIn(transitions.map(({ by }) => by))]),
  ]);
  return { ...summaryOf(grant, target, names), transitions: transitionsOf(names, transitions), entries: ids };
}

export async function viewGrants({ access, directory }: Omit<ViewGrantSources, 'entries'>, grants: readonly Grant[]) {
  const targetIds = [...new Set(grants.map(({ targetId }) => targetId))];
  const [names, targets] = await Promise.all([
    directory.namesOf([...new Set(grants.flatMap(peopleOf))]),
    Promise.all(targetIds.map((id) => lentById(access, id))),
  ]);
  const byId = new Map(targets.flatMap((target) => (target ? [[target.id, target] as const] : [])));
  return grants.map((grant) => summaryOf(grant, byId.get(grant.targetId) ?? null, names));
}

export type GrantSummary = ReturnType<typeof summaryOf>;
export type GrantView = Awaited<ReturnType<typeof viewGrant>>;

function summaryOf(grant: Grant, target: LentTarget | null, names: Names) {
  if (target === null) throw new Error(`${grant.id} names a target that is not there`);
  return {
    id: grant.id,
    requestId: grant.requestId,
    state: grant.state,
    holder: personRefOf(names, grant.holder),
    target: targetRefOf(target),
    seconds: grant.seconds,
    createdAt: grant.createdAt,
    activatedAt: 'activatedAt' in grant ? grant.activatedAt : null,
    endsAt: grant.endsAt,
    end: endOf(grant, names),
    endedAt: grant.state === 'ended' ? grant.endedAt : null,
    timeToEndSeconds: grant.state === 'ended' ? grant.timeToEndSeconds : null,
    probe: grant.state === 'ended' ? grant.probe : null,
    revokeFailure:
      grant.state === 'revoke_failed'
        ? { since: grant.since, lastAttemptAt: grant.lastAttemptAt, attempts: grant.attempts, code: grant.code }
        : null,
  };
}

function endOf(grant: Grant, names: Names) {
  switch (grant.state) {
    case 'active':
      return null;
    case 'activating': {
      const asked = grant.endAsked;
      return asked && { why: asked.why, by: actorViewOf(names, asked.by), at: asked.at, failure: null };
    }
    case 'ending':
    case 'revoke_failed':
    case 'ended':
      return { why: grant.why, by: actorViewOf(names, grant.by), at: grant.endingAt, failure: grant.failure };
  }
}

const peopleOf = (grant: Grant) => [
  grant.holder,
  ...('by' in grant ? peopleIn([grant.by]) : []),
  ...(grant.state === 'activating' && grant.endAsked ? peopleIn([grant.endAsked.by]) : []),
];

const PAGE = 200;

/** All of them, page by page, in the order in which they were made. */
async function entryIds(entries: ViewGrantSources['entries'], grantId: GrantId, now: EpochSeconds): Promise<EntryId[]> {
  const range = { first: firstIdAt('ent', 0), before: firstIdAt('ent', now + 60) };
  const ids: EntryId[] = [];
  for (;;) {
    const page = await entries.ofGrant(grantId, { ...range, after: ids.at(-1) ?? null }, PAGE);
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE) return ids;
  }
}
