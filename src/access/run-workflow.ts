import type { Delivered } from '../kernel/delivered.ts';
import type { OutboxId } from '../kernel/ids.ts';
import type { Task } from './outbox.ts';
import type { AccessReads, Outbox, TaskOutput, TaskTokens, WorkflowEngine } from './ports.ts';

export interface RunsWorkflow {
  readonly store: Pick<AccessReads, 'request' | 'grant'> & Pick<TaskTokens, 'tokenOf'> & Outbox;
  readonly engine: WorkflowEngine;
}

/**
 * Tells the workflow what the table says: starts it, or completes one of its waits. Only when that is done is the event
 * taken out of the outbox; until then it comes again. One that is there no more was delivered before.
 */
export async function runWorkflow({ store, engine }: RunsWorkflow, id: OutboxId): Promise<Delivered> {
  const event = await store.event(id);
  if (event === null) return { correlationId: null, operation: `deliver ${id}`, outcome: 'delivered-before' };
  const told = { correlationId: event.correlationId ?? null, operation: event.kind };
  if (event.kind === 'notify') return { ...told, outcome: 'not-ours' };
  let outcome = 'nobody-waits';
  if (event.kind === 'start-workflow') {
    const request = await store.request(event.requestId);
    if (request === null) throw new Error(`${event.requestId} is not there`);
    // Settled before it was even started: an approval still needs its activation, the others need nothing.
    const needed = request.state === 'requested' || request.state === 'approved';
    if (needed) await engine.start(request, event.correlationId ?? request.id);
    outcome = needed ? 'started' : 'not-needed';
  } else {
    const output = await settledOutput(store, event.task, event.correlationId);
    // Without a token nobody waits yet: whoever keeps one looks at the state afterwards (keep-task-token.ts).
    const token = output && (await store.tokenOf(event.task));
    if (output && token !== null) {
      await engine.complete(token, output);
      outcome = 'completed';
    }
  }
  await store.delivered(id);
  return { ...told, outcome };
}

/** What a wait ends with; null while there is still something to wait for. */
export async function settledOutput(
  store: Pick<AccessReads, 'request' | 'grant'>,
  task: Task,
  correlationId?: string,
): Promise<TaskOutput | null> {
  const by = correlationId === undefined ? {} : { correlationId };
  if (task.stage === 'decision') {
    const request = await store.request(task.id);
    if (request === null) throw new Error(`${task.id} is not there`);
    return request.state === 'requested' ? null : { schemaVersion: 1, id: task.id, state: request.state, ...by };
  }
  const grant = await store.grant(task.id);
  if (grant === null) throw new Error(`${task.id} is not there`);
  return grant.state === 'active' ? null : { schemaVersion: 1, id: task.id, state: grant.state, ...by };
}
