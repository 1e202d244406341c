import type { RecognisesRefusal } from './authentication-errors.ts';
import type { VaultedCredential } from './vaulted-credential.ts';

export interface HeldResource<P> {
  /** As `use` of the credential, with the pool or client that was opened under the version in use. */
  use<R>(
    run: (resource: P) => Promise<R>,
    options?: { readonly isAuthenticationError?: RecognisesRefusal },
  ): Promise<R>;
  /** Closes all that is open. */
  close(): Promise<void>;
}

/**
 * A connection pool, or any client that is opened with a credential, for each version of it: a new version opens a new
 * one, and the one before is closed when the last that uses it is done. So a rotation cuts nobody off.
 */
export function heldResource<T, P>(
  credential: VaultedCredential<T>,
  { open, close }: { readonly open: (credential: T) => P | Promise<P>; readonly close: (resource: P) => unknown },
): HeldResource<P> {
  interface Entry {
    readonly resource: Promise<P>;
    readonly opened: number;
    users: number;
    closing: Promise<void> | null;
  }
  const entries = new Map<string, Entry>();
  /** The youngest that has worked; older ones are closed when nobody uses them. */
  let latest = 0;
  let count = 0;

  const entryOf = (version: string, value: T): Entry => {
    const there = entries.get(version);
    if (there !== undefined) return there;
    count += 1;
    const made: Entry = { resource: Promise.resolve(value).then(open), opened: count, users: 0, closing: null };
    entries.set(version, made);
    return made;
  };
  const end = (version: string, entry: Entry): Promise<void> => {
    entries.delete(version);
    // One that never opened needs no closing.
    return (entry.closing ??= entry.resource.then(close, () => undefined).then(() => undefined));
  };
  const endIdle = async (): Promise<void> => {
    const idle = [...entries].filter(([, { opened, users }]) => opened < latest && users === 0);
    await Promise.all(idle.map(([version, entry]) => end(version, entry)));
  };

  return {
    use: (run, options) =>
      credential.use(async (value, version) => {
        const entry = entryOf(version, value);
        entry.users += 1;
        let opened = false;
        try {
          const resource = await entry.resource;
          opened = true;
          const result = await run(resource);
          latest = Math.max(latest, entry.opened);
          return result;
        } finally {
          entry.users -= 1;
          // What could not be opened is tried anew the next time.
          if (!opened && entries.get(version) === entry) entries.delete(version);
          // A failure to close an old one is no failure of this call.
          void endIdle().catch(() => undefined);
        }
      }, options),
    close: async () => {
      await Promise.all([...entries].map(([version, entry]) => end(version, entry)));
    },
  };
}
