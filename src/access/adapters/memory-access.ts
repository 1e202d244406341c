import type { Entry } from '../../audit/entry.ts';
import type { GrantId, OutboxId, PersonId, RequestId, TargetId } from '../../kernel/ids.ts';
import { footprintOf, grantDueAt } from '../grant.ts';
import type { Footprint, Grant } from '../grant.ts';
import { OUTBOX_PATIENCE_SECONDS } from '../outbox.ts';
import type { AccessEvent, Task } from '../outbox.ts';
import type {
  AccessStore,
  Along,
  Due,
  DueReads,
  Outbox,
  Page,
  PageOf,
  TargetStore,
  TaskTokens,
  Written,
} from '../ports.ts';
import { claim } from '../request-transitions.ts';
import { requestExpiresAt } from '../request.ts';
import type { AccessRequest } from '../request.ts';
import { administratorOf } from '../target.ts';
import type { Target } from '../target.ts';

/** How the next write goes wrong: nothing is stored, all is stored and the answer is lost, or the audit refuses. */
export type Mishap = 'not-written' | 'written-but-reported-failed' | 'entry-refused';

export interface MemoryAccess extends AccessStore, TargetStore, TaskTokens, Outbox, DueReads {
  readonly entries: readonly Entry[];
  /** What is in the outbox. */
  readonly events: () => readonly AccessEvent[];
  failNext(mishap: Mishap): void;
  /** Runs once, right before the next write is checked: what another caller does in between. */
  beforeNextWrite(meanwhile: () => Promise<unknown>): void;
}

/** Access in memory, for tests of what is built on it. */
export function memoryAccess(): MemoryAccess {
  const targets = new Map<TargetId, Target>();
  const requests = new Map<RequestId, AccessRequest>();
  const grants = new Map<GrantId, Grant>();
  const footprints = new Map<GrantId, Footprint & { readonly targetId: TargetId }>();
  const tokens = new Map<string, string>();
  const outbox = new Map<OutboxId, AccessEvent>();
  const entries: Entry[] = [];
  let mishap: Mishap | null = null;
  let meanwhile: (() => Promise<unknown>) | null = null;

  /** Checks every condition, then changes everything: like a transaction, and with nothing in between. */
  async function write<Condition extends string>(
    conditions: () => { readonly [Name in Condition]: boolean },
    { entry, events }: Along,
    change: () => void,
  ): Promise<Written<Condition>> {
    const first = meanwhile;
    meanwhile = null;
    await first?.();
    const now = mishap;
    mishap = null;
    if (now === 'not-written') throw new Error('memory: not written');
    if (now === 'entry-refused') return { written: false, failed: ['recorded'] };
    const failed: Condition[] = [];
    const held = conditions();
    for (const name in held) if (!held[name]) failed.push(name);
    if (failed.length > 0) return { written: false, failed };
    if (entries.some(({ id }) => id === entry.id)) return { written: false, failed: ['recorded'] };
    change();
    entries.push(entry);
    for (const event of events) outbox.set(event.id, event);
    if (now !== null) throw new Error('memory: written but reported failed');
    return { written: true };
  }

  const isStored = (stored: { state: string; version: number } | undefined, from: { state: string; version: number }) =>
    stored?.state === from.state && stored.version === from.version;
  const keepGrant = (grant: Grant): void => {
    grants.set(grant.id, grant);
    const print = footprintOf(grant);
    if (print) footprints.set(grant.id, { ...print, targetId: grant.targetId });
    else footprints.delete(grant.id);
  };
  const taken = (wanted: (target: Target) => boolean) => [...targets.values()].some(wanted);
  const ownedBy = (person: PersonId) => ({
    requests: [...requests.values()].filter(({ requester }) => requester === person),
    grants: [...grants.values()].filter(({ holder }) => holder === person),
  });

  return {
    entries,
    events: () => [...outbox.values()],
    failNext: (next) => {
      mishap = next;
    },
    beforeNextWrite: (what) => {
      meanwhile = what;
    },

    target: (id) => given(targets.get(id) ?? null),
    targetOfSecret: (arn) =>
      given(
        [...targets.values()].find((each) => each.kind === 'credential' && each.importedSecret === arn)?.id ?? null,
      ),
    targets: (page) =>
      given(
        pageOf(
          [...targets.values()].filter(({ retiredAt }) => retiredAt === null),
          page,
          1,
        ),
      ),
    request: (id) => given(requests.get(id) ?? null),
    requestsOf: (requester, page) => given(pageOf(ownedBy(requester).requests, page, -1)),
    requestsAwaiting: (groups, page) =>
      given(
        pageOf(
          [...requests.values()].filter(
            ({ state, rule }) => state === 'requested' && rule.approval.some(({ group }) => groups.includes(group)),
          ),
          page,
          1,
        ),
      ),
    grant: (id) => given(grants.get(id) ?? null),
    grantsOf: (holder, page) => given(pageOf(ownedBy(holder).grants, page, -1)),
    openOf: (person) =>
      given({
        requests: ownedBy(person).requests.flatMap(({ id, state }) => (state === 'requested' ? id : [])),
        grants: ownedBy(person).grants.flatMap(({ id, state }) => (state === 'ended' ? [] : id)),
      }),
    footprintsOf: (wanted) =>
      given(
        [...footprints.values()]
          .filter(({ targetId }) => targetId === wanted)
          .map(({ targetId: _, ...print }) => print),
      ),

    addTarget: (target, along) =>
      write(
        () => ({
          'id-free': !targets.has(target.id),
          'name-free': !taken(
            ({ name, retiredAt }) => retiredAt === null && name.toLowerCase() === target.name.toLowerCase(),
          ),
          'role-free': !taken(
            (each) => each.kind === 'aws-role' && target.kind === 'aws-role' && each.roleArn === target.roleArn,
          ),
          'boundary-free': !taken(
            (each) => each.kind === 'aws-role' && target.kind === 'aws-role' && each.boundaryArn === target.boundaryArn,
          ),
          'secret-free': !taken(
            (each) =>
              each.kind === 'credential' &&
              target.kind === 'credential' &&
              each.importedSecret !== null &&
              each.importedSecret === target.importedSecret,
          ),
        }),
        along,
        () => targets.set(target.id, target),
      ),
    changeTarget: ({ from, to }, along) =>
      write(
        () => ({
          'target-unchanged': targets.get(from.id)?.version === from.version,
          'name-free':
            to.retiredAt !== null ||
            !taken(
              ({ id, name, retiredAt }) =>
                id !== to.id && retiredAt === null && name.toLowerCase() === to.name.toLowerCase(),
            ),
        }),
        along,
        () => targets.set(to.id, to),
      ),
    targetOfRole: (roleArn) =>
      given([...targets.values()].find((each) => each.kind === 'aws-role' && each.roleArn === roleArn)?.id ?? null),
    administeredBy: (administrator) =>
      given([...targets.values()].filter((each) => administratorOf(each) === administrator).map(({ id }) => id)),
    addRequest: (request, along) =>
      write(
        () => ({ 'id-free': !requests.has(request.id) }),
        along,
        () => requests.set(request.id, request),
      ),
    changeRequest: ({ from, to }, along) =>
      write(
        () => ({ 'request-unchanged': isStored(requests.get(from.id), from) }),
        along,
        () => requests.set(to.id, to),
      ),
    addGrant: ({ grant, request }, along) =>
      write(
        () => ({
          'grant-new': !grants.has(grant.id),
          'request-unchanged': isStored(requests.get(request.id), request),
        }),
        along,
        () => {
          requests.set(request.id, claim(request, grant.createdAt));
          keepGrant(grant);
        },
      ),
    changeGrant: ({ from, to }, along) =>
      write(
        () => ({ 'grant-unchanged': isStored(grants.get(from.id), from) }),
        along,
        () => keepGrant(to),
      ),
    forgetFootprint(_targetId, grantId, now) {
      const until = footprints.get(grantId)?.until ?? null;
      if (until !== null && until <= now) footprints.delete(grantId);
      return given(undefined);
    },

    keepToken(task, token) {
      tokens.set(taskKey(task), token);
      return given(undefined);
    },
    tokenOf: (task) => given(tokens.get(taskKey(task)) ?? null),
    event: (id) => given(outbox.get(id) ?? null),
    delivered(id) {
      outbox.delete(id);
      return given(undefined);
    },
    dueBy(now, limit) {
      const due: (Due & { readonly at: number | null })[] = [
        ...[...requests.values()].map((request) => ({
          kind: 'request' as const,
          id: request.id,
          at: requestExpiresAt(request),
        })),
        ...[...grants.values()].map((grant) => ({ kind: 'grant' as const, id: grant.id, at: grantDueAt(grant) })),
        ...[...outbox.values()].map(({ id, at }) => ({ kind: 'event' as const, id, at: at + OUTBOX_PATIENCE_SECONDS })),
      ];
      return given(
        due
          .filter(({ at }) => at !== null && at <= now)
          .slice(0, limit)
          .map(({ at: _, ...each }) => each),
      );
    },
  };
}

const given = <T>(value: T): Promise<T> => Promise.resolve(value);

const taskKey = ({ stage, id }: Task): string => `${stage} ${id}`;

function pageOf<Each extends { readonly id: string }>(
  all: readonly Each[],
  { after, limit }: Page<Each['id']>,
  direction: 1 | -1,
): PageOf<Each, Each['id']> {
  const rest = [...all]
    .sort((one, other) => direction * (one.id < other.id ? -1 : 1))
    .filter(({ id }) => after === null || (direction === 1 ? id > after : id < after));
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
}
