import type { LocalFile } from '../local-file.ts';
import type { Authenticators, Person } from './authenticators.ts';
import { callApi } from './call-api.ts';
import type { Answer, Method } from './call-api.ts';
import { refresh, signIn } from './sign-in.ts';
import type { SignedIn } from './sign-in.ts';

/** Somebody who is signed in, with the tool that calls the API for them. */
export type Member = {
  readonly person: Person;
  /** An access token that is good for at least another moment. */
  readonly token: () => Promise<string>;
  readonly call: (method: Method, path: string, body?: unknown) => Promise<Answer>;
  /** Gives another sign-in to whatever needs a fresh factor. */
  readonly signInAgain: () => Promise<SignedIn>;
};

export type MemberOptions = {
  readonly file: Pick<LocalFile, 'issuer' | 'api'>;
  readonly person: Person;
  readonly authenticators: Authenticators;
  /** A sign-in that is kept from earlier. */
  readonly known?: SignedIn | undefined;
  /** Told of every new one. */
  readonly keep?: (signedIn: SignedIn) => Promise<void>;
};

const soonSeconds = 30;

/** Signs in when it first has to, and renews the access token by the refresh token. */
export function memberOf({ file, person, authenticators, known, keep }: MemberOptions): Member {
  let current = known;
  const take = async (signedIn: SignedIn) => {
    current = signedIn;
    await keep?.(signedIn);
    return signedIn;
  };
  const signInAgain = async () =>
    take(await signIn({ issuer: file.issuer, person, code: () => authenticators.show(person) }));
  const renewed = async () => {
    const signedIn = current ?? (await signInAgain());
    if (signedIn.expiresAt >= Date.now() / 1000 + soonSeconds) return signedIn.accessToken;
    return (await take((await refresh(file.issuer, signedIn)) ?? (await signInAgain()))).accessToken;
  };
  // One after the other: codes and refresh tokens are each taken once.
  let last: Promise<unknown> = Promise.resolve();
  const token = () => {
    const next = last.then(renewed, renewed);
    last = next;
    return next;
  };
  return {
    person,
    token,
    signInAgain,
    call: async (method, path, body) => callApi({ api: file.api, method, path, token: await token(), body }),
  };
}
