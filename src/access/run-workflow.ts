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
export async function runWorkflow({ store, engine }: RunsWorkflow, id: OutboxId): Promise<void> {
  const event = await store.event(id);
  if (event === null || event.kind === 'notify') return;
  if (event.kind === 'start-workflow') {
    const request = await store.request(event.requestId);
    if (request === null) throw new Error(`${event.requestId} is not there`);
    // Settled before it was even started: an approval still needs its activation, the others need nothing.
    if (request.state === 'requested' || request.state === 'approved') await engine.start(request);
  } else {
    const output = await settledOutput(store, event.task);
    // Without a token nobody waits yet: whoever keeps one looks at the state afterwards (keep-task-token.ts).
    const token = output && (await store.tokenOf(event.task));
    if (output && token !== null) await engine.complete(token, output);
  }
  await store.delivered(id);
}

/** What a wait ends with; null while there is still something to wait for. */
export async function settledOutput(
  store: Pick<AccessReads, 'request' | 'grant'>,
  task: Task,
): Promise<TaskOutput | null> {
  if (task.stage === 'decision') {
    const request = await store.request(task.id);
    if (request === null) throw new Error(`${task.id} is not there`);
    return request.state === 'requested' ? null : { schemaVersion: 1, id: task.id, state: request.state };
  }
  const grant = await store.grant(task.id);
  if (grant === null) throw new Error(`${task.id} is not there`);
  return grant.state === 'active' ? null : { schemaVersion: 1, id: task.id, state: grant.state };
}
