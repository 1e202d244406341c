import { argument, command, flag } from '../command.ts';
import { endGrant } from '../end-grant.ts';

export const revoke = command({
  more: 'For approvers of the grant and administrators. Waits until a probe has been refused, which takes seconds.',
  arguments: { grant: argument('its id') },
  options: { noWait: flag('do not wait for the proof that it is gone') },
  run: (context, { grant }, { noWait }) => endGrant(context, grant, { wait: !noWait }),
});
