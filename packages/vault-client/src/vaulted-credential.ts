import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  isAuthenticationError as isAnyAuthenticationError,
  isHttpAuthenticationError,
} from './authentication-errors.ts';
import type { RecognisesRefusal } from './authentication-errors.ts';
import { readSecret, VaultUnavailable } from './read-secret.ts';
import type { Stage, Version } from './read-secret.ts';

export type { RecognisesRefusal, Version };
export { VaultUnavailable };

export type Credential = Readonly<Record<string, unknown>>;

export interface VaultedCredentialOptions<T> {
  /** Name or ARN of the secret. */
  readonly secretId: string;
  /** Default: a client of the SDK's own settings. */
  readonly client?: Pick<SecretsManagerClient, 'send'>;
  /** How long a value is used before it is read again; default 300. */
  readonly ttlSeconds?: number;
  /** How much longer it is served while Secrets Manager does not answer; default 3600. */
  readonly staleSeconds?: number;
  /** Makes your own type of the secret's text; default: a JSON object, frozen. */
  readonly parse?: (text: string) => T;
  /** Default: all that `sallyport-vault-client/authentication-errors` knows. */
  readonly isAuthenticationError?: RecognisesRefusal;
  /** Hears what you may want to log or count. It never gets a value. */
  readonly notice?: (notice: Notice) => void;
  /** Seconds since 1970, for tests. */
  readonly clock?: () => number;
}

export type Notice =
  /** Secrets Manager does not answer: the value of the cache is served, at the latest until then. */
  | { readonly kind: 'stale'; readonly secretId: string; readonly code: string; readonly until: number }
  /** The credential was refused, and another version logged in. */
  | { readonly kind: 'switched'; readonly secretId: string; readonly from: string; readonly to: string }
  /** Every version was refused. Secrets Manager is not asked again before `until`. */
  | { readonly kind: 'refused'; readonly secretId: string; readonly version: string; readonly until: number };

export interface VaultedCredential<T> {
  /** The version that is in use, from the cache or fresh. */
  version(): Promise<Version<T>>;
  /**
   * Runs with the credential. If it is refused (an error that is recognised, or a `Response` with 401), the secret is read
   * again and what it has under AWSCURRENT, then AWSPENDING, is tried once each. If that is refused too, you get the first
   * error. Only `run` itself may be repeated safely: let it log in and do one thing.
   */
  use<R>(
    run: (credential: T, version: string) => Promise<R>,
    options?: { readonly isAuthenticationError?: RecognisesRefusal },
  ): Promise<R>;
}

const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 60;

export function vaultedCredential<T = Credential>(options: VaultedCredentialOptions<T>): VaultedCredential<T> {
  const { secretId, ttlSeconds = 300, staleSeconds = 3600, notice = () => undefined } = options;
  const clock = options.clock ?? (() => Date.now() / 1000);
  const parse = options.parse ?? (frozenObject as (text: string) => T);
  let client = options.client;
  const read = (stage: Stage): Promise<Version<T>> =>
    readSecret((client ??= new SecretsManagerClient({})), secretId, stage, parse);

  /** What is in use, and when it was read. */
  let held: (Version<T> & { readonly readAt: number }) | null = null;
  const hold = (version: Version<T>): Version<T> => {
    if (held !== null && held.id !== version.id) looking.pause = FIRST_PAUSE;
    held = { ...version, readAt: clock() };
    return version;
  };

  /** Reading failed: not again before `notBefore`. */
  const reading = { failed: null as VaultUnavailable | null, notBefore: 0, pause: FIRST_PAUSE };
  const refresh = single(async () => {
    try {
      const version = hold(await read('AWSCURRENT'));
      Object.assign(reading, { failed: null, notBefore: 0, pause: FIRST_PAUSE });
      return version;
    } catch (error) {
      if (error instanceof VaultUnavailable) {
        Object.assign(reading, { failed: error, notBefore: clock() + reading.pause });
        reading.pause = Math.min(reading.pause * 2, LONGEST_PAUSE);
      }
      return served(error);
    }
  });

  /** The value of the cache, where it may stand in for one that could not be read. */
  function served(error: unknown): Version<T> {
    if (held === null || !(error instanceof VaultUnavailable) || !error.passing) throw error;
    const until = held.readAt + ttlSeconds + staleSeconds;
    if (clock() >= until) throw error;
    notice({ kind: 'stale', secretId, code: error.code, until });
    return held;
  }

  async function version(): Promise<Version<T>> {
    if (held !== null && clock() < held.readAt + ttlSeconds) return held;
    if (reading.failed !== null && clock() < reading.notBefore) return served(reading.failed);
    return refresh();
  }

  /** The credential was refused everywhere: nobody looks again before `notBefore`. */
  const looking = { notBefore: 0, pause: FIRST_PAUSE, count: 0, found: [] as readonly Version<T>[] };
  const look = single(async () => {
    const found = await Promise.allSettled([read('AWSCURRENT'), read('AWSPENDING')]);
    looking.found = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    looking.count += 1;
  });

  /** What else may log in: what others have found meanwhile, then what Secrets Manager has now. */
  async function* untried(tried: ReadonlySet<string>, looksBefore: number): AsyncGenerator<Version<T>> {
    if (held !== null && !tried.has(held.id)) yield held;
    // Looked since this login began: those who are refused one after the other need no look each.
    if (looking.count === looksBefore) {
      if (clock() < looking.notBefore) return;
      await look();
    }
    for (const found of looking.found) if (!tried.has(found.id)) yield found;
  }

  return {
    version,
    use: async (run, { isAuthenticationError = options.isAuthenticationError ?? isAnyAuthenticationError } = {}) => {
      const attempt = async ({ credential, id }: Version<T>) => {
        try {
          const result = await run(credential, id);
          return { refused: isResponse(result) && isHttpAuthenticationError(result), give: () => result };
        } catch (error) {
          const give = (): never => {
            throw error;
          };
          return { refused: isAuthenticationError(error), give };
        }
      };
      const first = await version();
      const looksBefore = looking.count;
      const outcome = await attempt(first);
      if (!outcome.refused) return outcome.give();
      const tried = new Set([first.id]);
      for await (const other of untried(tried, looksBefore)) {
        tried.add(other.id);
        const next = await attempt(other);
        if (next.refused) continue;
        hold(other);
        notice({ kind: 'switched', secretId, from: first.id, to: other.id });
        return next.give();
      }
      if (clock() >= looking.notBefore) {
        looking.notBefore = clock() + looking.pause;
        looking.pause = Math.min(looking.pause * 2, LONGEST_PAUSE);
        notice({ kind: 'refused', secretId, version: first.id, until: looking.notBefore });
      }
      return outcome.give();
    },
  };
}

/** However many ask at once, it runs once. */
function single<R>(run: () => Promise<R>): () => Promise<R> {
  let running: Promise<R> | null = null;
  return () =>
    (running ??= run().finally(() => {
      running = null;
    }));
}

const isResponse = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'ok' in value;

function frozenObject(text: string): Credential {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('no JSON object');
  return Object.freeze(parsed as Record<string, unknown>);
}
