import type { Entry } from '../audit/entry.ts';
import type { DirectoryEvent, EventOf } from '../identity/directory-event.ts';
import type { GrantId, GroupName, OutboxId, PersonId, RequestId, TargetId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { ActivatingGrant, Footprint, Grant } from './grant.ts';
import type { AccessEvent, Task } from './outbox.ts';
import type { AccessRequest, ApprovedRequest, RequestedRequest } from './request.ts';
import type { Target } from './target.ts';

/**
 * Either the change, its entry and its events are stored, or nothing is, and these named conditions did not hold.
 * `recorded`: the audit refused the entry. What is neither (no answer, a timeout) is thrown: it may be stored or not.
 */
export type Written<Condition extends string> =
  { readonly written: true } | { readonly written: false; readonly failed: readonly (Condition | 'recorded')[] };

/** In a change's transaction: its audit entry (always one) and what must happen next (often nothing). */
export interface Along {
  readonly entry: Entry;
  readonly events: readonly AccessEvent[];
}

export interface PageOf<Item, After> {
  readonly items: readonly Item[];
  /** Where to go on; null on the last page. A page may be empty and yet have a next one. */
  readonly next: After | null;
}
export interface Page<After> {
  readonly after: After | null;
  readonly limit: number;
}

/** Every read sees every write that was reported as done before it began. */
export interface AccessReads {
  target(id: TargetId): Promise<Target | null>;
  /** Which target was registered with this secret, the retired too. */
  targetOfSecret(arn: string): Promise<TargetId | null>;
  /** In the order of their ids. */
  targets(page: Page<TargetId>): Promise<PageOf<Target, TargetId>>;
  request(id: RequestId): Promise<AccessRequest | null>;
  /** A person's own, newest first. */
  requestsOf(requester: PersonId, page: Page<RequestId>): Promise<PageOf<AccessRequest, RequestId>>;
  /** Those in the state `requested` that members of any of these groups may decide, oldest first, each once. */
  requestsAwaiting(groups: readonly GroupName[], page: Page<RequestId>): Promise<PageOf<AccessRequest, RequestId>>;
  grant(id: GrantId): Promise<Grant | null>;
  /** A person's own, newest first. */
  grantsOf(holder: PersonId, page: Page<GrantId>): Promise<PageOf<Grant, GrantId>>;
  /** A person's requests in the state `requested` and grants that have not ended: all of them. */
  openOf(person: PersonId): Promise<{ readonly requests: readonly RequestId[]; readonly grants: readonly GrantId[] }>;
  /** What the grants of a target leave on it: the content of its boundary, and what counts against its capacity. */
  footprintsOf(targetId: TargetId): Promise<readonly Footprint[]>;
}

/**
 * `…-unchanged`: what is stored still has the state and version of the one handed in as `from`; every write raises it.
 * Lists, footprints and the index of what is due follow from the new state, in the same transaction.
 */
export interface AccessStore extends AccessReads {
  addRequest(request: RequestedRequest, along: Along): Promise<Written<'id-free'>>;
  changeRequest(
    change: { readonly from: RequestedRequest | ApprovedRequest; readonly to: AccessRequest },
    along: Along,
  ): Promise<Written<'request-unchanged'>>;
  /** The intent: only if there is no such grant yet, and the request is still the approved one handed in, which it claims. */
  addGrant(
    change: { readonly grant: ActivatingGrant; readonly request: ApprovedRequest },
    along: Along,
  ): Promise<Written<'grant-new' | 'request-unchanged'>>;
  changeGrant(change: { readonly from: Grant; readonly to: Grant }, along: Along): Promise<Written<'grant-unchanged'>>;
  /** Removes a `denied` footprint if its `until` is not after `now`; else does nothing. Needs no entry: nobody can use it. */
  forgetFootprint(targetId: TargetId, grantId: GrantId, now: EpochSeconds): Promise<void>;
}

/** What may be lent. Every write counts as a change of the configuration. */
export interface TargetStore {
  /**
   * Names, roles, boundaries and imported secrets are each registered once: two writers of one boundary would undo each
   * other's denies, two rotations of one secret each other's values.
   */
  addTarget(
    target: Target,
    along: Along,
  ): Promise<Written<'id-free' | 'name-free' | 'role-free' | 'boundary-free' | 'secret-free'>>;
  /**
   * The name may change; role, boundary, secret and administrator stay. One that is retired leaves its name and the lists, and
   * nothing else. The event tells that who holds it may have lost the right to.
   */
  changeTarget(
    change: { readonly from: Target; readonly to: Target; readonly event: EventOf<'rights-changed'> },
    along: Along,
  ): Promise<Written<'target-unchanged' | 'name-free'>>;
  /** Which target has this role, the retired too. */
  targetOfRole(roleArn: string): Promise<TargetId | null>;
  /** What this credential changes or makes accounts of, the retired too. */
  administeredBy(administrator: TargetId): Promise<readonly TargetId[]>;
}

/** The workflow's task tokens. They stay in the table: no log, no entry, no reply shows one. */
export interface TaskTokens {
  /** When this returns, `tokenOf` finds it. A later token of the same task replaces an earlier one. */
  keepToken(task: Task, token: string, expiresAt: EpochSeconds): Promise<void>;
  tokenOf(task: Task): Promise<string | null>;
}

export interface Outbox {
  /** Null when it was delivered. */
  event(id: OutboxId): Promise<AccessEvent | null>;
  /** Deletes it; that it is gone already is fine. */
  delivered(id: OutboxId): Promise<void>;
}

/** The directory's own outbox, whose events end what a person holds. */
export interface DirectoryOutbox {
  /** Null when it was delivered. */
  event(id: OutboxId): Promise<DirectoryEvent | null>;
  /** Deletes it; that it is gone already is fine. */
  delivered(id: OutboxId): Promise<void>;
  /** Up to about `limit` that should have been delivered by now: reads an index, so read the event itself. */
  dueBy(now: EpochSeconds, limit: number): Promise<readonly OutboxId[]>;
}

export type Due =
  | { readonly kind: 'request'; readonly id: RequestId }
  | { readonly kind: 'grant'; readonly id: GrantId }
  | { readonly kind: 'event'; readonly id: OutboxId };

/** What should have happened by now and has not: reads an index that follows the table, so read the thing itself. */
export interface DueReads {
  /** Up to `limit`, the longest overdue of each shard first. */
  dueBy(now: EpochSeconds, limit: number): Promise<readonly Due[]>;
}

/** The engine that runs the elevation. Both calls may be repeated. */
export interface WorkflowEngine {
  /** When this returns, an execution named by the request runs, or has run. Its entries carry the correlation id. */
  start(
    request: Pick<AccessRequest, 'id' | 'grantId' | 'createdAt' | 'expiresAt'>,
    correlationId: string,
  ): Promise<void>;
  /** When this returns, the task is completed, or is no longer there to be completed. */
  complete(token: string, output: TaskOutput): Promise<void>;
}

/** What the workflow learns when a wait of its ends: where to look, and the state to choose by. */
export interface TaskOutput {
  readonly schemaVersion: 1;
  readonly id: RequestId | GrantId;
  readonly state: AccessRequest['state'] | Grant['state'];
  /** Of whoever settled the matter: what the workflow does about it is found under the same id. */
  readonly correlationId?: string;
}
