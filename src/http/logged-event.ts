import type { Delivered } from '../kernel/delivered.ts';
import type { OutboxId } from '../kernel/ids.ts';
import { began, reportCall } from './report-call.ts';
import { reportFault } from './report-fault.ts';

/** Delivers one event and writes its line. A fault is reported and answered, so that it holds up no other event. */
export async function loggedEvent(
  invocation: string,
  id: OutboxId,
  deliver: (id: OutboxId) => Promise<Delivered>,
): Promise<unknown> {
  const start = began();
  try {
    const { correlationId, ...told } = await deliver(id);
    reportCall({ ...told, correlationId: correlationId ?? invocation, invocation, began: start });
    return null;
  } catch (error) {
    reportFault(error, invocation);
    reportCall({ correlationId: invocation, operation: `deliver ${id}`, outcome: 'fault', invocation, began: start });
    return error;
  }
}
