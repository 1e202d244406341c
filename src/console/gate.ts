import { admit } from '../http/gate.ts';
import { readCookie } from '../http/page-cookies.ts';
import type { PageEvent } from '../http/page.ts';
import { signInHolds } from '../identity/person.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { hashOf } from './console-sign-in.ts';
import type { ConsoleSignIns } from './ports.ts';

export const CONSOLE_COOKIE = '__Host-sallyport';

/** Someone whose cookie, sign-in and standing were checked for this very call. */
export interface Visitor {
  readonly principal: VerifiedPrincipal;
  readonly name: string;
  /** The hash of the cookie: names this browser's sign-in, to bind forms to it. */
  readonly hash: string;
}

/**
 * The pages' gate. The cookie leads to a record, the record to a person, and the person is read as the directory has
 * them now: a disabled person or an ended sign-in is nobody at the next click. It authenticates; what they may do is
 * then asked of the same policies as for the API.
 */
export async function visitorOf(
  event: Pick<PageEvent, 'cookies' | 'headers'>,
  { signIns, directory }: { readonly signIns: ConsoleSignIns; readonly directory: Pick<DirectoryReads, 'standing'> },
  now: EpochSeconds,
): Promise<Visitor | null> {
  const hash = hashOf(readCookie(event, CONSOLE_COOKIE));
  if (hash === undefined) return null;
  const signIn = await signIns.read(hash);
  if (signIn === null || signIn.expiresAt <= now) return null;
  const { personId, signInId, acr, authenticatedAt } = signIn;
  const standing = await directory.standing(personId);
  if (standing === null || !signInHolds(standing, { id: signInId, authenticatedAt })) return null;
  const { groups, eligible, person } = standing;
  const principal = admit({
    personId,
    signInId,
    acr,
    authenticatedAt,
    clientId: 'sallyport-console',
    groups: [...groups],
    eligible: [...eligible],
  });
  return { principal, name: person.name, hash };
}
