import { argument, command, flag } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { dateInWords } from '../time-in-words.ts';
import { heldGrant } from '../vault/held-credential.ts';
import { giveLeaseBack, holdLease } from '../vault/hold-lease.ts';
import { rotationInWords } from '../vault/credential-in-words.ts';

const which = argument('what you hold: a target, or a grant', { optional: true });

export const checkOut = command({
  more: 'Nobody else can have it, and it is not rotated, until you give it back. Again under a lease, it renews it.',
  arguments: { target: which },
  options: { noWait: flag('do not wait for others to give it back') },
  async run(context, { target }, { noWait }) {
    const api = await context.api();
    const lease = await holdLease(context, api, (await heldGrant(api, target)).id, { wait: !noWait });
    context.out.result(lease, () => [`You hold it until ${dateInWords(lease.until)}; the same command renews it.`]);
    return exitCodes.done;
  },
});

export const checkIn = command({
  more: 'The grant stays: you may check out again when a rotation that is owed is finished.',
  arguments: { target: which },
  async run({ out, api: open }, { target }) {
    const api = await open();
    const { had, rotation, ...rest } = await giveLeaseBack(api, (await heldGrant(api, target)).id);
    out.result({ had, rotation, ...rest }, () => [
      had === 'nothing'
        ? 'You did not hold it.'
        : had === 'place'
          ? 'You have left the queue.'
          : 'You have given it back.',
      ...(rotation === null ? [] : [rotationInWords(rotation)]),
    ]);
    return exitCodes.done;
  },
});
