import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { Means } from './means.ts';
import { withSignInsEnded } from './person.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Ends every sign-in of a person, this one too. Grants are not touched: they have an end of their own. */
export const endSignIns = (
  { directory, newId }: Means,
  cause: Cause,
  personId: PersonId,
): Promise<Result<{ readonly notBefore: EpochSeconds }>> =>
  repeatOnConflict(async () => {
    const from = (await directory.peopleOf([personId])).get(personId);
    if (!from) return personNotFound(personId);
    const to = withSignInsEnded(from, cause.at);
    const outcome = await directory.endSignIns(
      { from, to },
      newEntry(newId, cause, { action: 'me.end-sign-ins', outcome: 'allowed', subject: personId }),
    );
    return outcome.written ? ok({ notBefore: to.notBefore }) : changedMeanwhile;
  });
