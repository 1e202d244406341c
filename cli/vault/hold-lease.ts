import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';

export type Lease = Schemas['Lease'];
type Place = Schemas['Place'];

const isLease = (answered: Lease | Place): answered is Lease => 'fence' in answered;

/** Checks the credential of a grant out, waiting for its turn: everybody sees who is before whom. */
export async function holdLease(
  { out, interrupted }: Pick<Context, 'out' | 'interrupted'>,
  api: Api,
  grantId: string,
  { wait = true }: { readonly wait?: boolean } = {},
): Promise<Lease> {
  let said = '';
  for (;;) {
    const answered: Lease | Place = await answer(api.POST('/grants/{id}/lease', { params: { path: { id: grantId } } }));
    if (isLease(answered)) return answered;
    const waits = placeInWords(answered);
    if (!wait) throw new Failure(`Not yet: ${waits} Your place is kept only while you ask.`, { code: 'waiting' });
    if (waits !== said) out.note(`Waiting: ${waits} Ctrl-C leaves the queue.`);
    said = waits;
    try {
      await sleep(answered.askAgainInSeconds * 1000, undefined, { signal: interrupted });
    } catch {
      await answer(api.DELETE('/grants/{id}/lease', { params: { path: { id: grantId } } }));
      throw new Failure('Not waiting any more; you have left the queue.', { code: 'interrupted' });
    }
  }
}

function placeInWords({ place, held, rotation }: Place): string {
  const holders = held.map(({ holder }) => holder.name).join(', ');
  const reason =
    holders !== '' ? `${holders} holds it` : rotation === null ? 'somebody else’s turn' : 'it is being rotated';
  return `${place === 1 ? 'you are the next' : `${place - 1} before you`} (${reason}).`;
}

/** Gives it back; to repeat it is no error. */
export const giveLeaseBack = (api: Api, grantId: string) =>
  answer(api.DELETE('/grants/{id}/lease', { params: { path: { id: grantId } } }));
