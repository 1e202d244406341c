import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import * as z from 'zod';
import type { Clock, EpochSeconds } from '../../../kernel/time.ts';

/** Records whose id is what the browser or client shows to be let in: the table holds only a hash of it. */
const bearer = new Set(['Session', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'DeviceInteraction']);

const recordItem = z.object({
  payload: z.record(z.string(), z.unknown()),
  consumedAt: z.int().optional(),
  expiresAt: z.int(),
});

/** A device that asks late is told that its code has expired, not that there was none (RFC 8628, section 3.5). */
const KEPT_AFTER_EXPIRY: Readonly<Record<string, number>> = { DeviceCode: 3600 };

/** Nothing of the provider lives longer; a record without an end would never be cleaned up. */
const LONGEST_SECONDS = 14 * 86_400;

/**
 * The records of oidc-provider in the SignIn table. Records are found by uid and user code through pointer items,
 * because an index would answer late; the members of a grant lie in a partition of their own.
 */
export class DynamoOidcAdapter implements Adapter {
  private readonly model: string;
  private readonly documents: DynamoDBDocumentClient;
  private readonly table: string;
  private readonly clock: Clock;

  constructor(model: string, documents: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.model = model;
    this.documents = documents;
    this.table = table;
    this.clock = clock;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti, session, ...rest } = payload;
    const expiresAt = this.clock() + (expiresIn ?? LONGEST_SECONDS) + (KEPT_AFTER_EXPIRY[this.model] ?? 0);
    const key = this.keyOf(id);
    const pointers = [
      ...(this.model === 'Session' && payload.uid !== undefined ? [pointerTo('uid', payload.uid)] : []),
      ...(payload.userCode !== undefined ? [pointerTo('user-code', payload.userCode)] : []),
    ];
    const members =
      payload.grantId !== undefined && this.model !== 'Interaction'
        ? [{ pk: `oidc-grant#${payload.grantId}`, sk: key.pk }]
        : [];
    const { cookie: _cookie, ...sessionWithoutCookie } = session ?? {};
    const stored = {
      ...rest,
      ...(!bearer.has(this.model) && { jti }),
      ...(session !== undefined && { session: sessionWithoutCookie }),
    };
    const items = [
      // Through JSON, so that what comes back is what the provider's own stores would give: no undefined, no classes.
      { ...key, payload: plain(stored), expiresAt },
      ...pointers.map((pointer) => ({ ...pointer, record: key.pk, expiresAt })),
      ...members.map((member) => ({ ...member, expiresAt })),
    ];
    await this.documents.send(
      new TransactWriteCommand({ TransactItems: items.map((Item) => ({ Put: { TableName: this.table, Item } })) }),
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.read(this.keyOf(id));
    return found === undefined ? undefined : { ...found, jti: id };
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.follow(pointerTo('uid', uid));
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.follow(pointerTo('user-code', userCode));
  }

  /** The name of the record that a user code leads to: the code itself is the device's secret, and not kept. */
  recordOfUserCode(userCode: string): Promise<string | undefined> {
    return this.pointed(pointerTo('user-code', userCode));
  }

  findRecord(record: string): Promise<AdapterPayload | undefined> {
    return this.read({ pk: record, sk: 'record' });
  }

  /** Exactly one caller succeeds, however many come at once. */
  async consume(id: string): Promise<void> {
    try {
      await this.documents.send(
        new UpdateCommand({
          TableName: this.table,
          Key: this.keyOf(id),
          UpdateExpression: 'SET consumedAt = :now',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(consumedAt) AND expiresAt > :now',
          ExpressionAttributeValues: { ':now': this.clock() },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw new errors.InvalidGrant('already used');
      throw error;
    }
  }

  async destroy(id: string): Promise<void> {
    await this.delete(this.keyOf(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    const pk = `oidc-grant#${grantId}`;
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.documents.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :model)',
          ExpressionAttributeValues: { ':pk': pk, ':model': `oidc#${this.model}#` },
          ConsistentRead: true,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      for (const { sk } of z.array(z.object({ sk: z.string() })).parse(page.Items ?? [])) {
        await this.delete({ pk: sk, sk: 'record' });
        await this.delete({ pk, sk });
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }

  /** Someone else takes a browser over: its session knows nobody any more. */
  async forgetPerson(uid: string): Promise<void> {
    const pointer = await this.pointed(pointerTo('uid', uid));
    if (pointer === undefined) return;
    await this.documents.send(
      new UpdateCommand({
        TableName: this.table,
        Key: { pk: pointer, sk: 'record' },
        UpdateExpression: 'REMOVE payload.accountId, payload.authorizations, payload.loginTs, payload.amr, payload.acr',
        ConditionExpression: 'attribute_exists(pk)',
      }),
    );
  }

  private keyOf(id: string): { pk: string; sk: string } {
    return { pk: `oidc#${this.model}#${createHash('sha256').update(id).digest('hex')}`, sk: 'record' };
  }

  private async read(Key: { pk: string; sk: string }): Promise<AdapterPayload | undefined> {
    const { Item } = await this.documents.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    if (Item === undefined) return undefined;
    const { payload, consumedAt, expiresAt } = recordItem.parse(Item);
    // TTL deletes days late.
    if (expiresAt <= this.clock()) return undefined;
    const consumed: { consumed?: EpochSeconds } = consumedAt === undefined ? {} : { consumed: consumedAt };
    return { ...payload, ...consumed };
  }

  private async pointed(Key: { pk: string; sk: string }): Promise<string | undefined> {
    const { Item } = await this.documents.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : z.object({ record: z.string() }).parse(Item).record;
  }

  private async follow(pointer: { pk: string; sk: string }): Promise<AdapterPayload | undefined> {
    const record = await this.pointed(pointer);
    return record === undefined ? undefined : this.read({ pk: record, sk: 'record' });
  }

  private async delete(Key: { pk: string; sk: string }): Promise<void> {
    await this.documents.send(new DeleteCommand({ TableName: this.table, Key }));
  }
}

const pointerTo = (kind: 'uid' | 'user-code', value: string) => ({ pk: `oidc-${kind}#${value}`, sk: 'pointer' });

const plain = (payload: object): unknown => JSON.parse(JSON.stringify(payload));
