import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';

/** What Secrets Manager calls a rotation function with. */
export const rotationStep = z.looseObject({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
});
export type RotationStep = z.infer<typeof rotationStep>;

const of = { targetId: idOf('tgt'), correlationId: z.string() };
const account = { ...of, grantId: idOf('grt'), until: epochSeconds };

/** What Sallyport itself has a keeper do. Ids only: values stay between Secrets Manager, the keeper and the target. */
export const keeperOrder = z.discriminatedUnion('order', [
  /** Everything that can be tried without harm: name, route, TLS, login, rights; of the administrator's too. */
  z.strictObject({ ...of, order: z.literal('check') }),
  /** As `check`, with the value of this version instead of the current one: before a value typed by hand becomes current. */
  z.strictObject({ ...of, order: z.literal('try-version'), versionId: z.string() }),
  /** Does the current value log in? The state says so afterwards. */
  z.strictObject({ ...of, order: z.literal('heartbeat') }),
  z.strictObject({ ...of, order: z.literal('retire') }),
  z.strictObject({ ...of, order: z.literal('reconcile'), repair: z.boolean() }),
  z.strictObject({ ...account, order: z.literal('account-create') }),
  z.strictObject({ ...account, order: z.literal('account-login') }),
  z.strictObject({ ...account, order: z.literal('account-probe') }),
  z.strictObject({ ...account, order: z.literal('account-remove') }),
]);
export type KeeperOrder = z.infer<typeof keeperOrder>;

const fault = z.strictObject({ stage: z.string(), code: z.string().nullable(), says: z.string() });
export const keeperFinding = z.strictObject({
  check: z.string(),
  result: z.enum(['ok', 'warning', 'failed', 'unknown']),
  says: z.string(),
  remedy: z.string().nullable(),
});

/** What each order is answered with. */
export const keeperReplies = {
  check: z.strictObject({ findings: z.array(keeperFinding) }),
  'try-version': z.strictObject({ login: z.enum(['alive', 'dead', 'unknown']), findings: z.array(keeperFinding) }),
  heartbeat: z.strictObject({ state: z.enum(['none', 'ok', 'failed', 'unknown']) }),
  retire: z.strictObject({ state: z.enum(['retired', 'waiting', 'nothing']) }),
  reconcile: z.strictObject({ findings: z.array(keeperFinding), repaired: z.array(z.string()) }),
  'account-create': z.union([
    z.strictObject({ done: z.literal(true) }),
    z.strictObject({ done: z.literal(false), fault }),
  ]),
  /** The one reply that holds a secret; it goes into the reply to the holder and nowhere else. */
  'account-login': z.union([
    z.strictObject({
      login: z.strictObject({
        engine: z.enum(['postgresql', 'mysql']),
        host: z.string(),
        port: z.int(),
        database: z.string(),
        ca: z.string().nullable(),
        username: z.string(),
        password: z.string(),
      }),
    }),
    z.strictObject({ fault }),
  ]),
  'account-probe': z.union([z.strictObject({ is: z.enum(['present', 'absent']) }), z.strictObject({ fault })]),
  'account-remove': z.union([
    z.strictObject({ done: z.literal(true) }),
    z.strictObject({ done: z.literal(false), fault }),
  ]),
} as const;

export type KeeperReply<O extends KeeperOrder['order']> = z.infer<(typeof keeperReplies)[O]>;

/** The function that holds privileged values and speaks to targets: one without a network, one for each of the settings. */
export interface Keeper {
  /** Throws when it does not answer, which says nothing about what it did. */
  ask<O extends KeeperOrder['order']>(
    network: string | null,
    order: KeeperOrder & { readonly order: O },
  ): Promise<KeeperReply<O>>;
}
