import type { Attempt, Strays } from './engine.ts';
import type { HeldRun } from './hold-run.ts';
import { keepState } from './keep-state.ts';
import type { KeptCredential, Keeps } from './keep-state.ts';

/**
 * What is on the target beside the values of these versions. Only an attempt that really began can have left something
 * removable: what appeared while there was none was made by somebody else.
 */
export async function findStrays(
  { secrets, clock }: Keeps,
  { secret, engine, at }: KeptCredential,
  { attempt, versions }: { readonly attempt: Attempt | null; readonly versions: readonly (string | null)[] },
): Promise<Strays> {
  if (engine.strays === undefined) return { strays: [] };
  const labelled: string[] = [];
  for (const id of new Set(versions)) {
    const value = id === null ? null : await secrets.read(secret, id);
    if (value !== null) labelled.push(value);
  }
  const found = await engine.strays(at(attempt ?? { token: '', startedAt: clock() }), labelled);
  if ('fault' in found || attempt !== null) return found;
  return { strays: found.strays.map((stray) => ({ ...stray, removable: false })) };
}

/**
 * Takes away what the attempt left, under its run, so that no step is between making a value and storing it. Each has
 * its entry first; what could not be removed stays for the next look. Adds the names to `removed` as they go.
 */
export async function removeStrays(
  keeps: Keeps,
  credential: KeptCredential,
  run: HeldRun,
  { versions, removed }: { readonly versions: readonly (string | null)[]; readonly removed: string[] },
): Promise<void> {
  const found = await findStrays(keeps, credential, { attempt: run.attempt, versions });
  if ('fault' in found) return;
  for (const { name, removable } of found.strays) {
    if (!removable) continue;
    await keepState(keeps, credential.targetId, (state) => {
      const facts = { versionId: run.attempt.token, removes: name };
      return { to: state, what: { action: 'credential.reconcile', outcome: 'allowed', facts } };
    });
    await run.check();
    const done = await credential.engine.removeStray?.(credential.at(run.attempt), name);
    if (done?.removed === true) removed.push(name);
  }
}
