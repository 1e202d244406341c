import type { Environment } from '../context.ts';

/** The keyring of the system: Keychain, Credential Manager, Secret Service. Every way in which it is not there is null. */
export interface Keyring {
  readonly read: (account: string) => Promise<string | undefined>;
  /** Whether it is kept now: written, and read back. */
  readonly write: (account: string, secret: string) => Promise<boolean>;
  readonly remove: (account: string) => Promise<void>;
}

const SERVICE = 'sallyport';
/** A keyring that asks a daemon which does not answer must not hang a command. */
const PATIENCE = 5000;

export async function openKeyring(environment: Environment): Promise<Keyring | undefined> {
  if (environment['SALLYPORT_KEYRING'] === 'off') return undefined;
  // Without a session bus there is no Secret Service; looking for one can take seconds.
  if (process.platform === 'linux' && (environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '') return undefined;
  let AsyncEntry;
  try {
    ({ AsyncEntry } = await import('@napi-rs/keyring'));
  } catch {
    return undefined;
  }
  const entry = (account: string) => new AsyncEntry(SERVICE, account);
  return {
    async read(account) {
      return (await settled(() => entry(account).getPassword())) ?? undefined;
    },
    async write(account, secret) {
      await settled(() => entry(account).setPassword(secret));
      return (await settled(() => entry(account).getPassword())) === secret;
    },
    async remove(account) {
      await settled(() => entry(account).deletePassword());
    },
  };
}

async function settled<T>(ask: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => {
      done(undefined);
    }, PATIENCE);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
