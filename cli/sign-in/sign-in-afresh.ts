import type { Context } from '../context.ts';
import { Failure, Problem } from '../failure.ts';
import { hasBrowser } from '../open-page.ts';
import type { NewSignIn } from './new-sign-in.ts';

export interface HowToSignIn {
  readonly at: string;
  readonly maxAgeSeconds?: number;
  /** `device` or `address` were asked for; else what fits the machine. */
  readonly by?: 'device' | 'address' | undefined;
}

/** Signs the person in and keeps it: by the browser, by an address to open, or by a code for another device. */
export async function signInNow(context: Context, { at, maxAgeSeconds, by }: HowToSignIn): Promise<NewSignIn> {
  // The libraries of the protocol are for those who sign in; every other command starts without them.
  const { discoverIssuer, skewInWords } = await import('./issuer.ts');
  const issuer = await discoverIssuer(at, context.fetch, context.now);
  const skew = skewInWords(issuer);
  if (skew !== undefined) context.out.note(skew);
  const way = { issuer, context, maxAgeSeconds };
  const browser = hasBrowser(context.environment);
  const device =
    by === 'device' || (by === undefined && !browser && 'device_authorization_endpoint' in issuer.metadata);
  const made = device
    ? await (await import('./by-device.ts')).signInByDevice(way)
    : await (await import('./by-browser.ts')).signInByBrowser(way, { open: by !== 'address' });
  return made;
}

/**
 * Signs the same person in again, at most `maxAgeSeconds` ago with both factors (step-up, RFC 9470), for something that
 * asks for a fresh sign-in. Half of that time is left for what is then done.
 */
export async function signInAfresh(context: Context, maxAgeSeconds: number): Promise<void> {
  const at = context.issuer();
  const before = await context.signIn().person();
  context.out.note('This asks for a fresh sign-in with both factors.');
  const made = await signInNow(context, { at, maxAgeSeconds: Math.floor(maxAgeSeconds / 2) });
  if (before !== undefined && made.person.id !== before)
    throw new Failure(`Someone else signed in (${made.person.email}); nothing was done. Try again as yourself.`, {
      code: 'someone_else',
    });
  await context.signIn().begin(made.signIn);
}

/** Calls, and where the answer is that a fresher sign-in is needed, signs in afresh and calls once more. */
export async function withFreshSignIn<T>(context: Context, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Problem) || error.freshSeconds === undefined) throw error;
    await signInAfresh(context, error.freshSeconds);
    return call();
  }
}
