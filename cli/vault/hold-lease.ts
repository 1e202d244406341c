import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { outlast } from '../http/outlast.ts';

export type Lease = Schemas['Lease'];
type Place = Schemas['Place'];

const isLease = (answered: Lease | Place): answered is Lease => 'fence' in answered;

/** Checks the credential of a grant out, waiting for its turn: everybody sees who is before whom. */
export async function holdLease(
  context: Pick<Context, 'out' | 'now' | 'interrupted' | 'lastWords'>,
  api: Api,
  grantId: string,
  { wait = true }: { readonly wait?: boolean } = {},
): Promise<Lease> {
  const { out, interrupted } = context;
  const ask = (): Promise<Lease | Place> =>
    answer(api.POST('/grants/{id}/lease', { params: { path: { id: grantId } } }));
  const askOn = outlast(context);
  let said = '';
  try {
    for (;;) {
      // A place in the queue is kept by asking: a network that is gone for a moment does not cost it.
      const answered = await (said === '' ? ask() : askOn(ask));
      if (isLease(answered)) return answered;
      const waits = placeInWords(answered);
      if (!wait)
        throw new Failure(
          `Not yet: ${waits} Your place is kept; from when it is your turn you have two minutes to ask again. \`sallyport check-in\` leaves the queue.`,
          { code: 'waiting' },
        );
      if (waits !== said) out.note(`Waiting: ${waits} Ctrl-C leaves the queue.`);
      said = waits;
      await sleep(answered.askAgainInSeconds * 1000, undefined, { signal: interrupted });
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
    throw new Failure(
      said === ''
        ? 'Interrupted. If it was checked out just now, `sallyport check-in` gives it back.'
        : await leaveQueue(context, grantId),
      { exitCode: exitCodes.interrupted, code: 'interrupted' },
    );
  }
}

async function leaveQueue({ lastWords }: Pick<Context, 'lastWords'>, grantId: string): Promise<string> {
  try {
    await giveLeaseBack(await lastWords(), grantId);
    return 'Not waiting any more; you have left the queue.';
  } catch {
    return 'Not waiting any more, but Sallyport could not be told: your place passes when it is your turn, or by `sallyport check-in`.';
  }
}

function placeInWords({ place, held, rotation, queue }: Place): string {
  const holders = held.map(({ holder }) => holder.name).join(', ');
  const reason =
    holders !== '' ? `${holders} holds it` : rotation === null ? 'it is free for who is first' : 'it is being rotated';
  const before = queue.slice(0, place - 1).map(({ holder }) => holder.name);
  const turn = place === 1 ? 'you are the next' : `${before.length} before you: ${before.join(', ')}`;
  return `${turn} (${reason}).`;
}

/** Gives it back; to repeat it is no error. */
export const giveLeaseBack = (api: Api, grantId: string) =>
  answer(api.DELETE('/grants/{id}/lease', { params: { path: { id: grantId } } }));
