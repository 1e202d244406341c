import { Failure, signInNeeded } from '../failure.ts';
import type { Fetch } from '../http/reach.ts';
import { withLock } from '../lock.ts';
import { isFresh } from './kept-sign-in.ts';
import type { KeptSignIn } from './kept-sign-in.ts';
import { renewSignIn } from './renew.ts';
import type { SignInStore } from './sign-in-store.ts';

/** The sign-in of the person at this issuer: gives tokens, renews them quietly, begins and ends it. */
export interface SignIn {
  /** An access token that is good for another moment. Throws `signInNeeded`. */
  readonly accessToken: () => Promise<string>;
  /** Another access token in place of one that was turned away. */
  readonly renew: (refused: string) => Promise<string>;
  /** The id of who is signed in here; undefined for nobody. */
  readonly person: () => Promise<string | undefined>;
  /** Takes a new sign-in over from whoever made it. */
  readonly begin: (signIn: KeptSignIn) => Promise<'keyring' | 'file' | 'memory'>;
  /** Forgets it here; gives what was forgotten, for its end at the issuer. */
  readonly forget: () => Promise<KeptSignIn | undefined>;
}

export interface SignInParts {
  readonly issuer: string;
  readonly store: SignInStore;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly note: (line: string) => void;
  readonly interrupted: AbortSignal;
}

const IN_MEMORY = 'The sign-in holds for this command only. XDG_STATE_HOME can name a folder that can be written.';

export function openSignIn({ issuer, store, fetch, now, note, interrupted }: SignInParts): SignIn {
  let current: KeptSignIn | undefined;
  /** Kept nowhere else: the disk did not take it. */
  let inMemoryOnly = false;
  let renewing: Promise<string> | undefined;

  const read = async (): Promise<KeptSignIn> => {
    if (!inMemoryOnly) current = await store.read();
    if (current === undefined)
      throw signInNeeded(`You are not signed in at ${issuer}. Sign in: sallyport login ${issuer}`);
    return current;
  };

  const keep = async (signIn: KeptSignIn): Promise<'keyring' | 'file' | 'memory'> => {
    current = signIn;
    if (inMemoryOnly) return 'memory';
    try {
      return await store.write(signIn);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      inMemoryOnly = true;
      note(`${error.message} ${IN_MEMORY}`);
      // What is kept there is used up: using it again would look like theft.
      await store.remove().catch(() => undefined);
      return 'memory';
    }
  };

  /** One process at a time reads, judges, renews and writes: a refresh token that is used twice ends the sign-in. */
  const renewUnless = async (stillGood: (kept: KeptSignIn) => boolean): Promise<string> => {
    const work = async () => {
      const kept = await read();
      if (stillGood(kept)) return kept.accessToken;
      if (!inMemoryOnly) await store.checkWritable();
      try {
        const renewed = await renewSignIn(kept, fetch, now);
        await keep(renewed);
        return renewed.accessToken;
      } catch (error) {
        if (error instanceof Failure && error.code === 'sign_in_needed') await store.remove().catch(() => undefined);
        throw error;
      }
    };
    return inMemoryOnly ? work() : withLock(store.lockPath, work, { signal: interrupted });
  };

  const alone = (ask: () => Promise<string>): Promise<string> => {
    renewing ??= ask().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    async accessToken() {
      const kept = current !== undefined && isFresh(current, now()) ? current : await read();
      if (isFresh(kept, now())) return kept.accessToken;
      return alone(() => renewUnless((found) => isFresh(found, now())));
    },
    renew: (refused) => alone(() => renewUnless((found) => found.accessToken !== refused)),
    person: async () => (inMemoryOnly ? current : await store.read())?.personId,
    async begin(signIn) {
      inMemoryOnly = false;
      try {
        return await withLock(store.lockPath, () => keep(signIn), { signal: interrupted });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        current = signIn;
        inMemoryOnly = true;
        note(`${error.message} ${IN_MEMORY}`);
        return 'memory';
      }
    },
    async forget() {
      // In line with those who renew: one that is under way would be kept again.
      const kept = await withLock(
        store.lockPath,
        async () => {
          const found = await store.read();
          await store.remove();
          return found;
        },
        { signal: interrupted },
      );
      current = undefined;
      return kept;
    },
  };
}
