import * as z from 'zod';
import { dueAttributes } from '../../kernel/adapters/due-index.ts';
import { idOf } from '../../kernel/ids.ts';
import type { GrantId, GroupName, OutboxId, PersonId, RequestId, TargetId } from '../../kernel/ids.ts';
import { footprint, grantDueAt, grantSchema } from '../grant.ts';
import type { Footprint, Grant } from '../grant.ts';
import { accessEvent, OUTBOX_PATIENCE_SECONDS } from '../outbox.ts';
import type { AccessEvent, Task } from '../outbox.ts';
import { requestExpiresAt, requestSchema } from '../request.ts';
import type { AccessRequest } from '../request.ts';
import { targetSchema } from '../target.ts';
import type { AwsRoleTarget, Target } from '../target.ts';

/**
 * How the Access table is laid out. The thing itself lies in `body`, so that none of its fields is taken for one of the
 * table's own: `expiresAt` at the top would have DynamoDB delete a request when it expires (TTL).
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Key & Readonly<Record<string, unknown>>;

export const TARGETS = 'targets';
export const key = {
  target: (id: TargetId): Key => ({ pk: id, sk: 'target' }),
  listedTarget: (id: TargetId): Key => ({ pk: TARGETS, sk: id }),
  targetName: (name: string): Key => ({ pk: `target-name#${name.toLowerCase()}`, sk: 'taken' }),
  targetRole: (arn: string): Key => ({ pk: `target-role#${arn}`, sk: 'taken' }),
  targetSecret: (arn: string): Key => ({ pk: `target-secret#${arn}`, sk: 'taken' }),
  /** Stays when either of them is retired. */
  administered: (administrator: TargetId, id: TargetId): Key => ({
    pk: `target-administered#${administrator}`,
    sk: id,
  }),
  targetBoundary: (arn: string): Key => ({ pk: `target-boundary#${arn}`, sk: 'taken' }),
  request: (id: RequestId): Key => ({ pk: id, sk: 'request' }),
  grant: (id: GrantId): Key => ({ pk: id, sk: 'grant' }),
  /** All that a person asked for and held. */
  own: (person: PersonId, id: RequestId | GrantId): Key => ({ pk: `person#${person}`, sk: id }),
  /** What of it still waits or lives. */
  open: (person: PersonId, id: RequestId | GrantId): Key => ({ pk: `open#${person}`, sk: id }),
  awaiting: (group: GroupName, id: RequestId): Key => ({ pk: `awaiting#${group}`, sk: id }),
  footprint: (target: TargetId, grant: GrantId): Key => ({ pk: `target#${target}`, sk: `grant#${grant}` }),
  /** Under keys of their own, as events are: whoever keeps tokens can be kept from writing requests and grants. */
  task: ({ id, stage }: Task): Key => ({ pk: `task#${id}`, sk: stage }),
  event: (id: OutboxId): Key => ({ pk: `outbox#${id}`, sk: 'outbox' }),
};

export const itemOf = {
  target: (target: Target): Item => ({ ...key.target(target.id), version: target.version, body: target }),
  role: ({ id, roleArn }: AwsRoleTarget): Item => ({ ...key.targetRole(roleArn), targetId: id }),
  secret: (id: TargetId, arn: string): Item => ({ ...key.targetSecret(arn), targetId: id }),
  request: (request: AccessRequest): Item => ({
    ...key.request(request.id),
    state: request.state,
    version: request.version,
    body: request,
    ...dueAttributes(request.id, requestExpiresAt(request)),
  }),
  grant: (grant: Grant): Item => ({
    ...key.grant(grant.id),
    state: grant.state,
    version: grant.version,
    body: grant,
    ...dueAttributes(grant.id, grantDueAt(grant)),
  }),
  footprint: (target: TargetId, print: Footprint): Item => ({
    ...key.footprint(target, print.grantId),
    // Also at the top, where the condition of its deletion can see it.
    ...(print.until !== null && { denyUntil: print.until }),
    body: print,
  }),
  event: (event: AccessEvent): Item => ({
    ...key.event(event.id),
    kind: event.kind,
    body: event,
    ...dueAttributes(event.id, event.at + OUTBOX_PATIENCE_SECONDS),
  }),
};

/** Pointers beside a request: always there, and there only while it waits. */
export const pointersOf = {
  request: ({ requester, id }: AccessRequest): Key[] => [key.own(requester, id)],
  pendingRequest: ({ requester, id, rule }: AccessRequest): Key[] => [
    key.open(requester, id),
    ...rule.approval.map(({ group }) => key.awaiting(group, id)),
  ],
};

const body = (item: unknown): unknown => z.object({ body: z.unknown() }).parse(item).body;
export const targetFrom = (item: unknown): Target => targetSchema.parse(body(item));
export const requestFrom = (item: unknown): AccessRequest => requestSchema.parse(body(item));
export const grantFrom = (item: unknown): Grant => grantSchema.parse(body(item));
export const footprintFrom = (item: unknown): Footprint => footprint.parse(body(item));
export const eventFrom = (item: unknown): AccessEvent => accessEvent.parse(body(item));
/** The outbox item of this partition key, in the Access and in the Directory table. */
export const eventIdOfKey = z
  .string()
  .transform((pk) => pk.replace(/^outbox#/, ''))
  .pipe(idOf('out'));
export const targetPointedAt = (item: unknown): TargetId => z.object({ targetId: idOf('tgt') }).parse(item).targetId;
export const tokenFrom = (item: unknown): string => z.object({ token: z.string() }).parse(item).token;

export const keyFrom = (item: unknown): Key => z.object({ pk: z.string(), sk: z.string() }).parse(item);
export const requestIdFrom = (item: unknown): RequestId => idOf('req').parse(keyFrom(item).sk);
export const targetIdFrom = (item: unknown): TargetId => idOf('tgt').parse(keyFrom(item).sk);
export const grantIdFrom = (item: unknown): GrantId => idOf('grt').parse(keyFrom(item).sk);
