import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptSignIn } from '../../../../cli/sign-in/kept-sign-in.ts';
import { openFetch } from '../../../../cli/http/reach.ts';
import { openSignInStore } from '../../../../cli/sign-in/sign-in-store.ts';
import type { SignInStore } from '../../../../cli/sign-in/sign-in-store.ts';
import { openSignIn } from '../../../../cli/sign-in/sign-in.ts';
import type { SignIn } from '../../../../cli/sign-in/sign-in.ts';

export const NOW: number = 1_800_000_000;

export interface Desk {
  /** As XDG_STATE_HOME names it. */
  readonly state: string;
  readonly store: SignInStore;
  readonly signIn: SignIn;
  readonly notes: string[];
  /** Another process at the same desk. */
  readonly another: () => SignIn;
  readonly file: string;
}

/** A state folder with a sign-in at this issuer: the access token was received this many seconds ago. */
export async function deskAt(issuer: string, { age = 0, now = () => NOW } = {}): Promise<Desk> {
  const state = await mkdtemp(join(tmpdir(), 'sallyport-state-'));
  const notes: string[] = [];
  const note = (line: string) => notes.push(line);
  const places = { configuration: state, state: join(state, 'sallyport') };
  const store = openSignInStore({ issuer, places, environment: { SALLYPORT_KEYRING: 'off' }, note });
  const { signal } = new AbortController();
  const another = () => openSignIn({ issuer, store, fetch: openFetch({}, signal), now, note, interrupted: signal });
  await store.write(signInAt(issuer, now() - age));
  const file = join(state, 'sallyport', 'sign-ins', `${new URL(issuer).host.replace(':', '_')}.json`);
  return { state, store, signIn: another(), notes, another, file };
}

export const signInAt = (issuer: string, receivedAt: number): KeptSignIn => ({
  issuer,
  personId: 'usr_1',
  accessToken: 'access-0',
  refreshToken: 'refresh-0',
  receivedAt,
  expiresInSeconds: 300,
  tokenEndpoint: `${issuer}/oauth2/token`,
  revocationEndpoint: null,
});
