import { argument, command, flag } from '../command.ts';
import { endGrant } from '../end-grant.ts';
import { findGrant, liveGrants } from '../live-grants.ts';

export const giveBack = command({
  more: 'Waits until a probe has been refused, which takes seconds.',
  arguments: { grant: argument('its id or its target; the only one you hold if left out', { optional: true }) },
  options: { noWait: flag('do not wait for the proof that it is gone') },
  async run(context, { grant }, { noWait }) {
    const isId = grant?.startsWith('grt_') === true;
    const id = isId ? grant : findGrant(await liveGrants(await context.api()), grant).id;
    return endGrant(context, id, { wait: !noWait });
  },
});
