import type { DirectoryEvent } from '../identity/directory-event.ts';
import type { GrantId, OutboxId, RequestId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/time.ts';
import { grantDueAt } from './grant.ts';
import type { AccessEvent } from './outbox.ts';
import { requestExpiresAt } from './request.ts';
import type { AccessReads, DirectoryOutbox, Due, DueReads, Outbox } from './ports.ts';

/** The functions that do what is due; each checks for itself that it is. What fails is thrown. */
export interface DoesWhatIsDue {
  expireRequest(id: RequestId): Promise<void>;
  takeAway(id: GrantId): Promise<void>;
  verifyGone(id: GrantId): Promise<void>;
  markRevokeFailed(id: GrantId, code: string): Promise<void>;
  deliver(event: AccessEvent): Promise<void>;
  endLeaver(event: DirectoryEvent): Promise<void>;
}

export interface Sweeps {
  readonly store: Pick<AccessReads, 'request' | 'grant'> & Pick<Outbox, 'event'> & DueReads;
  /** What the directory tells of people who lost something. */
  readonly leavers: Pick<DirectoryOutbox, 'event' | 'dueBy'>;
  readonly steps: DoesWhatIsDue;
  readonly clock: Clock;
  readonly reportFault: (error: unknown, id: string) => void;
}

export interface Swept {
  /** Things that somebody else should have done. */
  readonly found: number;
  readonly failed: number;
}

/** What has only just come to its end is the workflow's: it wakes in that very second. */
const GRACE_SECONDS = 15;
const LIMIT = 100;
const AT_ONCE = 5;

/**
 * Finishes from the table alone what a workflow or a stream has left behind. The index may lag, so the thing itself
 * says whether it is due; one that fails stops no other.
 */
export async function sweep(sweeps: Sweeps): Promise<Swept> {
  const now = sweeps.clock();
  const leavers = (await sweeps.leavers.dueBy(now, LIMIT)).map((id) => ({ kind: 'leaver', id }) as const);
  const due = [...leavers, ...(await sweeps.store.dueBy(now, LIMIT))];
  let found = 0;
  let failed = 0;
  for (let first = 0; first < due.length; first += AT_ONCE) {
    const outcomes = await Promise.all(due.slice(first, first + AT_ONCE).map((each) => finish(sweeps, each)));
    found += outcomes.filter((outcome) => outcome !== 'not-due').length;
    failed += outcomes.filter((outcome) => outcome === 'failed').length;
  }
  return { found, failed };
}

async function finish(
  sweeps: Sweeps,
  due: Due | { readonly kind: 'leaver'; readonly id: OutboxId },
): Promise<'done' | 'not-due' | 'failed'> {
  try {
    switch (due.kind) {
      case 'request':
        return await finishRequest(sweeps, due.id);
      case 'grant':
        return await finishGrant(sweeps, due.id);
      case 'event':
        return await deliver(sweeps, due.id);
      case 'leaver':
        return await endLeaver(sweeps, due.id);
    }
  } catch (error) {
    sweeps.reportFault(error, due.id);
    return 'failed';
  }
}

async function finishRequest({ store, steps, clock }: Sweeps, id: RequestId): Promise<'done' | 'not-due'> {
  const request = await store.request(id);
  const expiresAt = request && requestExpiresAt(request);
  if (expiresAt === null || expiresAt + GRACE_SECONDS > clock()) return 'not-due';
  await steps.expireRequest(id);
  return 'done';
}

/** A failure is recorded before it is reported: the grant is then `revoke_failed`, and its next turn comes later. */
async function finishGrant({ store, steps, clock }: Sweeps, id: GrantId): Promise<'done' | 'not-due'> {
  const grant = await store.grant(id);
  const dueAt = grant && grantDueAt(grant);
  if (grant === null || dueAt === null) return 'not-due';
  // An end that was begun has had its minute already.
  const grace = grant.state === 'active' || grant.state === 'activating' ? GRACE_SECONDS : 0;
  if (dueAt + grace > clock()) return 'not-due';
  try {
    await steps.takeAway(id);
    await steps.verifyGone(id);
  } catch (error) {
    await steps.markRevokeFailed(id, error instanceof Error ? error.name : 'Unknown');
    throw error;
  }
  return 'done';
}

async function deliver(
  { store, steps }: Sweeps,
  id: Extract<Due, { kind: 'event' }>['id'],
): Promise<'done' | 'not-due'> {
  const event = await store.event(id);
  if (event === null) return 'not-due';
  await steps.deliver(event);
  return 'done';
}

async function endLeaver({ leavers, steps }: Sweeps, id: OutboxId): Promise<'done' | 'not-due'> {
  const event = await leavers.event(id);
  if (event === null) return 'not-due';
  await steps.endLeaver(event);
  return 'done';
}
