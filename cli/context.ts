import type { Configuration } from './configuration.ts';
import type { Api } from './http/api.ts';
import type { Fetch } from './http/reach.ts';
import type { Output } from './output.ts';
import type { SignIn } from './sign-in/sign-in.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every command gets. */
export interface Context {
  readonly out: Output;
  readonly environment: Environment;
  readonly configuration: Configuration;
  /** The issuer to speak to: `--issuer`, SALLYPORT_ISSUER, or the one of the last `sallyport login`. Throws if none. */
  readonly issuer: () => string;
  /** The API, as the person who is signed in there; calls throw (cli/http/answer.ts). */
  readonly api: () => Promise<Api>;
  /** The same for what must still be said after Ctrl-C, such as that one does not wait any more. */
  readonly lastWords: () => Promise<Api>;
  /** The sign-in there, or at another issuer. */
  readonly signIn: (issuer?: string) => SignIn;
  /** `fetch` that knows the proxy and turns a broken network into words. */
  readonly fetch: Fetch;
  /** Epoch seconds of this machine, which may be minutes off. */
  readonly now: () => number;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}
