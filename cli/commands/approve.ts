import { argument, command } from '../command.ts';
import { openDecision } from '../open-decision.ts';

export const approve = command({
  more: 'The decision itself is made on the page, after a fresh sign-in with both factors.',
  arguments: { id: argument('the id of the request; the only one that waits if left out', { optional: true }) },
  run: (context, { id }) => openDecision(context, id, 'approve'),
});
