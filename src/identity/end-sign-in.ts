import { newEntry } from '../audit/entry.ts';
import type { PersonId, SignInId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { Means } from './means.ts';

/**
 * Ends one sign-in: the next call with a token of it is refused. Kept until `expiresAt`, when no token of it can be
 * valid any more. Ending it again is no error and no entry.
 */
export async function endSignIn(
  { directory, newId }: Means,
  cause: Cause,
  change: { readonly personId: PersonId; readonly signInId: SignInId; readonly expiresAt: EpochSeconds },
): Promise<void> {
  await directory.endSignIn(
    change,
    newEntry(newId, cause, {
      action: 'sign-in.end',
      outcome: 'allowed',
      subject: change.personId,
      facts: { endedSignIn: change.signInId },
    }),
  );
}
