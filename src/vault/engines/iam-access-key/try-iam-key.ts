import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault, Probed } from '../../engine.ts';
import { networkFault } from '../network-fault.ts';
import { IamProblem } from './iam-keys.ts';
import type { IamKeys } from './iam-keys.ts';
import type { IamValue } from './iam-access-key-value.ts';

/** So long after it was made, a key that AWS does not know may still be on its way to all of its servers. */
export const SETTLE_SECONDS = 300;

const UNKNOWN_KEY = ['InvalidClientTokenId', 'UnrecognizedClient'];

/** One login, and whose it is. Null: it worked, and is the user of the address. */
export async function logInOnce(
  at: At,
  keys: IamKeys,
  { userName }: AddressOf<'iam-access-key'>,
  value: IamValue,
): Promise<Fault | null> {
  const arn = await orFault(() => at.call('who am I', () => keys.whoIs(value)));
  if (typeof arn !== 'string') return arn.fault;
  // arn:aws:iam::123456789012:user/a/path/name
  if (/:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] === userName) return null;
  return { stage: 'value', code: null, says: 'The key works, but it is not a key of this user.' };
}

/**
 * IAM is eventually consistent: a key that was just made is refused for seconds by the very words that a key is refused
 * with that does not exist. So a refusal is believed only when the list of the user's keys agrees with it.
 */
export async function probeIamKey(
  at: At,
  keys: IamKeys,
  address: AddressOf<'iam-access-key'>,
  value: IamValue,
): Promise<Probed> {
  const fault = await logInOnce(at, keys, address, value);
  if (fault === null) return { login: 'alive' };
  const code = fault.code ?? '';
  const refusedKey = UNKNOWN_KEY.includes(code);
  // It is also the answer to a request with a wrong time; that the next call is answered shows that the time is right.
  const refusedSecret = code === 'SignatureDoesNotMatch';
  if (!refusedKey && !refusedSecret) return { login: 'unknown', fault };
  const listed = await orFault(() => at.call('list keys', () => keys.list(address.userName)));
  if ('fault' in listed) return { login: 'unknown', fault: listed.fault };
  const found = listed.find(({ accessKeyId }) => accessKeyId === value.accessKeyId);
  const createdAt = found?.createdAt ?? value.createdAt;
  const settled = createdAt === undefined || at.clock() - createdAt > SETTLE_SECONDS;
  if (refusedKey && found?.active === true) {
    const says = 'AWS lists the key as active and refuses it: it takes a while until a key is known everywhere.';
    return { login: 'unknown', fault: { ...fault, says } };
  }
  if (found !== undefined && !found.active) {
    return { login: 'dead', fault: { ...fault, says: 'The key is there and inactive.' } };
  }
  if (!settled) return { login: 'unknown', fault };
  return { login: 'dead', fault };
}

/** What AWS or the network said; anything else is a fault of our own and stays thrown. */
export async function orFault<T>(run: () => Promise<T>): Promise<T | { readonly fault: Fault }> {
  try {
    return await run();
  } catch (error) {
    const fault = error instanceof IamProblem ? error.fault : networkFault(error);
    if (fault === null) throw error;
    return { fault };
  }
}
