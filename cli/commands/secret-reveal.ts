import { argument, command, flag, needed, option } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { heldGrant } from '../vault/held-credential.ts';
import { giveLeaseBack, holdLease } from '../vault/hold-lease.ts';
import { rotationInWords } from '../vault/credential-in-words.ts';
import { reveal } from '../vault/reveal.ts';
import type { Value } from '../vault/reveal.ts';

export const secretReveal = command({
  more: [
    'Checks it out, waits for its turn, and shows the value once, on standard output; on the way it is encrypted to a key of this',
    'one process. It is rotated when you give it back, or at the latest when the grant ends, and is good for nothing soon after.',
    'Asks for a fresh sign-in with both factors. To use it without seeing it: sallyport exec TARGET -- COMMAND',
    '',
    '  sallyport secret reveal orders --reason "Ticket 4711" --field password',
  ].join('\n'),
  arguments: { target: argument('what you hold: a target, or a grant', { optional: true }) },
  options: {
    reason: needed('TEXT', 'why; it is in the audit entry'),
    field: option('NAME', 'only this field, without its name: password'),
    checkIn: flag('give it back at once, so that it is rotated now'),
    noWait: flag('do not wait for others to give it back'),
  },
  async run(context, { target }, { reason, field, checkIn, noWait }) {
    const { out } = context;
    const api = await context.api();
    const { id: grantId } = await heldGrant(api, target);
    await holdLease(context, api, grantId, { wait: !noWait });
    const { value } = await reveal(context, api, { grantId, reason }).catch((error: unknown) => {
      out.note('You hold it; `sallyport check-in` gives it back.');
      throw error;
    });
    const shown = field === undefined ? value : onlyField(value, field);
    if (shown !== undefined)
      out.result(shown, () =>
        field === undefined ? Object.entries(shown).map(([name, each]) => `${name}: ${each}`) : Object.values(shown),
      );
    if (checkIn) {
      const { rotation } = await giveLeaseBack(api, grantId);
      out.note(`Given back.${rotation === null ? '' : ` ${rotationInWords(rotation)}`}`);
    } else out.note('Give it back when you are done: sallyport check-in');
    if (shown === undefined)
      throw new UsageError(
        `It has no field "${field ?? ''}"; it has ${Object.keys(value).join(', ')}. This process got the value, so it counts as seen.`,
      );
    return exitCodes.done;
  },
});

const onlyField = (value: Value, field: string): Value | undefined => {
  const only = value[field];
  return only === undefined ? undefined : { [field]: only };
};
