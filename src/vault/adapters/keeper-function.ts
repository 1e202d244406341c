import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { keeperOf } from '../../kernel/keeper-functions.ts';
import type { KeeperFunctions } from '../../kernel/keeper-functions.ts';
import { keeperReplies } from '../keeper-orders.ts';
import type { Keeper, KeeperOrder, KeeperReply } from '../keeper-orders.ts';

const failure = z.object({ errorType: z.string() });
const replies: { readonly [O in KeeperOrder['order']]: { parse(payload: unknown): KeeperReply<O> } } = keeperReplies;

/** Asks the function of the network. Of what it throws only the kind comes through: messages quote. */
export function keeperFunction(lambda: LambdaClient, keepers: KeeperFunctions): Keeper {
  async function ask<O extends KeeperOrder['order']>(
    network: string | null,
    order: KeeperOrder & { readonly order: O },
  ): Promise<KeeperReply<O>> {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: keeperOf(keepers, network), Payload: Buffer.from(JSON.stringify(order)) }),
    );
    const payload: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
    if (FunctionError !== undefined)
      throw new KeeperFailed(failure.safeParse(payload).data?.errorType ?? FunctionError);
    const what: O = order.order;
    return replies[what].parse(payload);
  }
  return { ask };
}

/** The keeper did not do it, or died while it did: nobody knows. Its kind of fault is its name. */
export class KeeperFailed extends Error {
  constructor(kind: string) {
    super('the keeper failed; see its log');
    this.name = kind;
  }
}
