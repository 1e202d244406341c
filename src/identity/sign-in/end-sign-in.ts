import { newEntry } from '../../audit/entry.ts';
import type { PersonId, SignInId } from '../../kernel/ids.ts';
import type { Cause } from '../../kernel/principal.ts';
import { ENDED_SECONDS } from './sign-in.ts';
import type { SignInSurroundings } from './surroundings.ts';

/** `reuse`: a code or refresh token came a second time, so someone else may hold it (RFC 9700, section 4.14.2). */
export type EndedBy = 'sign-out' | 'revocation' | 'reuse' | 'replaced';

/** Ends one sign-in: the next call with a token of it is refused. Ending it again changes nothing. */
export async function endSignIn(
  { directory, newId }: Pick<SignInSurroundings, 'directory' | 'newId'>,
  { personId, signInId, why }: { readonly personId: PersonId; readonly signInId: SignInId; readonly why: EndedBy },
  cause: Cause,
): Promise<void> {
  const actor: Cause['actor'] =
    why === 'sign-out' || why === 'revocation' ? { kind: 'person', id: personId } : { kind: 'system', name: 'issuer' };
  await directory.endSignIn(
    { personId, signInId, expiresAt: cause.at + ENDED_SECONDS },
    newEntry(
      newId,
      { ...cause, actor, signInId },
      {
        action: why === 'reuse' ? 'sign-in.reuse-detected' : 'sign-in.end',
        outcome: why === 'reuse' ? 'denied' : 'allowed',
        subject: personId,
        facts: { why },
      },
    ),
  );
}
