import { chooseIssuer, openConfiguration } from './configuration.ts';
import type { Context } from './context.ts';
import { openFetch } from './http/reach.ts';
import type { Fetch } from './http/reach.ts';
import type { Output } from './output.ts';
import { placesOf } from './places.ts';
import { openSignInStore } from './sign-in/sign-in-store.ts';
import { openSignIn } from './sign-in/sign-in.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export interface ContextParts {
  readonly out: Output;
  /** As `--issuer` has it. */
  readonly issuer: string | undefined;
  readonly interrupted: AbortSignal;
  readonly world: World;
}

/** Puts together what a command gets; nothing is read, opened or loaded before it is asked for. */
export function openContext({ out, issuer: given, interrupted, world }: ContextParts): Context {
  const { environment, now } = world;
  const configuration = openConfiguration(placesOf(environment));
  const fetch = openFetch(environment, interrupted);
  let chosen: string | undefined;
  const issuer = () => (chosen ??= chooseIssuer(given, environment, configuration));
  const signIns = new Map<string, SignIn>();
  const signInAt = (at: string): SignIn => {
    const known = signIns.get(at);
    if (known !== undefined) return known;
    const { places } = configuration;
    const store = openSignInStore({ issuer: at, places, environment, note: out.note });
    const opened = openSignIn({ issuer: at, store, fetch, now, note: out.note, interrupted });
    signIns.set(at, opened);
    return opened;
  };
  const openApiBy = async (by: Fetch) => {
    const { openApi } = await import('./http/api.ts');
    const userAgent = `sallyport/${version()}`;
    return openApi({ issuer: issuer(), fetch: by, tokens: signInAt(issuer()), userAgent });
  };
  return {
    out,
    environment,
    configuration,
    issuer,
    signIn: (at) => signInAt(at ?? issuer()),
    fetch,
    now,
    interrupted,
    api: () => openApiBy(fetch),
    lastWords: () => openApiBy(openFetch(environment, AbortSignal.any([]))),
  };
}
