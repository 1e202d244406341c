import { newEntry } from '../audit/entry.ts';
import type { EntryFacts } from '../audit/entry.ts';
import type { ChangeId, NewId } from '../kernel/ids.ts';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { approve, deny, withdraw } from './change-transitions.ts';
import { isOpen } from './change.ts';
import type { Change, OpenChange } from './change.ts';
import type { ChangeStore } from './ports.ts';

export interface DecidesChanges {
  readonly changes: Pick<ChangeStore, 'change' | 'replaceChange'>;
  readonly newId: NewId;
}

export type ChangeDecision =
  | { readonly decision: 'approve'; readonly digest: string }
  | { readonly decision: 'deny'; readonly digest: string; readonly reason: string };

/** The second person's yes or no, to exactly what they saw. Nobody decides on a change of their own. */
export const decideChange = (
  means: DecidesChanges,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  cause: Cause,
  id: ChangeId,
  given: ChangeDecision,
): Promise<Result<Change>> =>
  onOpenChange(means, cause, id, (change) => {
    if (change.proposer === personId)
      return refused(refusal('own_request', 'Nobody decides on a change of their own. Ask another administrator.'));
    if (given.digest !== change.digest)
      return refused(refusal('request_changed', 'This is not what you saw: read the change again before you decide.'));
    const by = { by: personId, at: cause.at };
    const facts = { digest: change.digest };
    if (given.decision === 'deny')
      return ok({ to: deny(change, given.reason, by), what: { action: 'change.deny', outcome: 'allowed', facts } });
    if (change.state === 'approved') return ok({ to: change, what: null });
    return ok({ to: approve(change, by), what: { action: 'change.approve', outcome: 'allowed', facts } });
  });

/** The proposer, or another administrator, takes it back. */
export const withdrawChange = (
  means: DecidesChanges,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  cause: Cause,
  id: ChangeId,
): Promise<Result<Change>> =>
  onOpenChange(means, cause, id, (change) =>
    ok({
      to: withdraw(change, { by: personId, at: cause.at }),
      what: { action: 'change.withdraw', outcome: 'allowed' },
    }),
  );

/** `what: null`: it is so already, and nothing is written. */
interface Move {
  readonly to: Change;
  readonly what: Omit<EntryFacts, 'subject'> | null;
}

const ATTEMPTS = 4;

/** Reads, decides and writes; decides anew when somebody was quicker. */
export async function onOpenChange(
  { changes, newId }: DecidesChanges,
  cause: Cause,
  id: ChangeId,
  decide: (change: OpenChange) => Result<Move>,
): Promise<Result<Change>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const from = await changes.change(id);
    if (from === null) return refused(refusal('not_found', `There is no change ${id}.`));
    if (!isOpen(from, cause.at)) return refused(notOpen(from));
    const move = decide(from);
    if (!move.ok) return move;
    const { to, what } = move.value;
    if (what === null) return ok(to);
    const written = await changes.replaceChange({ from, to }, newEntry(newId, cause, { ...what, subject: id }));
    if (written.written) return ok(to);
  }
  return refused(refusal('conflict', 'Others changed it at the same moment. Look at it again and repeat.'));
}

export function notOpen(change: Change) {
  const became: Readonly<Record<Change['state'], string>> = {
    proposed: 'It has expired',
    approved: 'It has expired',
    denied: 'It was denied',
    withdrawn: 'It was withdrawn',
    applied: 'It was carried out',
    stopped: 'It was stopped',
  };
  return refusal('change_not_open', `${became[change.state]}. Plan again if it is still wanted.`);
}
