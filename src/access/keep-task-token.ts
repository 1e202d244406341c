import type { Clock } from '../kernel/time.ts';
import type { Task } from './outbox.ts';
import type { AccessReads, TaskOutput, TaskTokens, WorkflowEngine } from './ports.ts';

export interface KeepsTokens {
  readonly store: Pick<AccessReads, 'request' | 'grant'> & Pick<TaskTokens, 'keepToken'>;
  readonly engine: Pick<WorkflowEngine, 'complete'>;
  readonly clock: Clock;
}

/** Longer than any wait; the table forgets the token by itself. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Keeps the token of a wait, and only then looks whether there is still something to wait for. Whoever settles the
 * matter does it the other way round (first the state, then the token), so one of the two completes the task.
 */
export async function keepTaskToken({ store, engine, clock }: KeepsTokens, task: Task, token: string): Promise<void> {
  await store.keepToken(task, token, clock() + KEPT_SECONDS);
  const output = await settled(store, task);
  if (output !== null) await engine.complete(token, output);
}

async function settled(store: KeepsTokens['store'], task: Task): Promise<TaskOutput | null> {
  if (task.stage === 'decision') {
    const request = await store.request(task.id);
    if (request === null) throw new Error(`${task.id} is not there`);
    return request.state === 'requested' ? null : { schemaVersion: 1, id: task.id, state: request.state };
  }
  const grant = await store.grant(task.id);
  if (grant === null) throw new Error(`${task.id} is not there`);
  return grant.state === 'active' ? null : { schemaVersion: 1, id: task.id, state: grant.state };
}
