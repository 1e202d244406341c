import * as z from 'zod';
import type { Fault } from '../../../engine.ts';

type Meaning = readonly [stage: Fault['stage'], says: string];

const noRight: Meaning = [
  'rights',
  'Sallyport’s own right on the keys of this user is missing: name the user under vault.iamUsers in the settings.',
];
const refused: Meaning = ['authentication', 'AWS refused the access key.'];
const unreachable: Meaning = ['route', 'AWS did not answer.'];

const meanings: Readonly<Record<string, Meaning>> = {
  AccessDenied: noRight,
  InvalidClientTokenId: refused,
  UnrecognizedClient: refused,
  SignatureDoesNotMatch: ['authentication', 'AWS refused the secret part of the access key.'],
  NoSuchEntity: ['name', 'There is no such IAM user, or no such key of it.'],
  LimitExceeded: ['policy', 'The user has two access keys already, and AWS allows no third.'],
  Throttling: ['protocol', 'AWS asks to come again later.'],
  EntityTemporarilyUnmodifiable: ['protocol', 'AWS is changing the user right now.'],
  ENOTFOUND: ['name', 'The address of AWS could not be looked up.'],
  EAI_AGAIN: ['name', 'The address of AWS could not be looked up.'],
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ETIMEDOUT: unreachable,
  TimeoutError: unreachable,
};

/** An abort's code is a number. */
const text = z.string().optional().catch(undefined);
const thrown = z.object({ name: text, code: text });

/** Names of AWS' and Node's errors are codes and go further; messages do not. */
export function iamFault(error: unknown): Fault {
  const parsed = thrown.safeParse(error);
  const { name: named, code } = parsed.success ? parsed.data : {};
  // The SDK adds to the names of those that it has a class for.
  const name = named?.replace(/(?<=.)Exception$/, '');
  for (const each of [code, name]) {
    const meaning = each === undefined ? undefined : meanings[each];
    if (each !== undefined && meaning !== undefined) return { stage: meaning[0], code: each, says: meaning[1] };
  }
  const known = [code, name].find(
    (each) => each !== undefined && /^[A-Za-z0-9_]{3,60}$/.test(each) && each !== 'Error',
  );
  return { stage: 'protocol', code: known ?? null, says: 'AWS answered with something that was not expected.' };
}
