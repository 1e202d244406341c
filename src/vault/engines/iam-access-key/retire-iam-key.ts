import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault, Retired, Retirement } from '../../engine.ts';
import type { IamKeys, KeyOfUser } from './iam-keys.ts';
import { parseIamValue } from './iam-access-key-value.ts';
import type { IamValue } from './iam-access-key-value.ts';
import { logInOnce, orFault } from './try-iam-key.ts';
import type { Wait } from './wait.ts';

/** An old key is out of use when nothing was signed with it for so long. */
export const QUIET_SECONDS = 3600;
/** How often, and how far apart, a key that was taken away is tried until AWS refuses it everywhere. */
const TRIES = 6;
const PAUSE_MILLISECONDS = 2000;

interface Old {
  readonly address: AddressOf<'iam-access-key'>;
  readonly value: IamValue;
}

/**
 * At disuse: unused for an hour, it is set inactive, which can be undone; unused for two, it is deleted. Now: deleted.
 * Either way the proof is a login that AWS refuses, which can take seconds.
 */
export async function retireIamKey(
  at: At,
  keys: IamKeys,
  wait: Wait,
  retirement: Retirement & { readonly address: AddressOf<'iam-access-key'> },
): Promise<Retired> {
  const { address, how } = retirement;
  const current = parseIamValue(address, retirement.current);
  const parsed = parseIamValue(address, retirement.old);
  if ('fault' in current) return failed(current.fault);
  if ('fault' in parsed) return failed(parsed.fault);
  const old = { address, value: parsed.value };
  const { accessKeyId } = parsed.value;
  if (accessKeyId === current.value.accessKeyId) return failed(IS_CURRENT);
  const done = await orFault<Retired>(async () => {
    const listed = await at.call('list keys', () => keys.list(address.userName));
    const key = listed.find((each) => each.accessKeyId === accessKeyId);
    if (key === undefined) return proven(at, keys, wait, old);
    if (how === 'at-disuse') return atDisuse(at, keys, wait, old, key);
    await at.call('delete key', () => keys.remove(address.userName, accessKeyId));
    return proven(at, keys, wait, old);
  });
  return 'fault' in done && !('retired' in done) ? failed(done.fault) : done;
}

async function atDisuse(at: At, keys: IamKeys, wait: Wait, old: Old, key: KeyOfUser): Promise<Retired> {
  const { userName } = old.address;
  const lastUsedAt = await at.call('last used', () => keys.lastUsedAt(key.accessKeyId));
  const quiet = lastUsedAt === null ? Infinity : at.clock() - lastUsedAt;
  if (key.active) {
    if (quiet < QUIET_SECONDS) return { retired: false, why: 'in-use' };
    await at.call('set key inactive', () => keys.setActive(userName, key.accessKeyId, false));
    const proof = await proven(at, keys, wait, old);
    // Refused from now on. The next call deletes it, unless somebody needs it and sets it active before.
    return proof.retired ? { retired: false, why: 'cannot-tell' } : proof;
  }
  if (quiet < 2 * QUIET_SECONDS) return { retired: false, why: 'cannot-tell' };
  await at.call('delete key', () => keys.remove(userName, key.accessKeyId));
  return proven(at, keys, wait, old);
}

/** AWS must refuse it. A key that was just taken away still works for a while: then it is tried again later. */
async function proven(at: At, keys: IamKeys, wait: Wait, { address, value }: Old): Promise<Retired> {
  for (let tries = 1; ; tries += 1) {
    const fault = await logInOnce(at, keys, address, value);
    if (fault !== null && fault.stage === 'authentication') return { retired: true };
    if (fault !== null) return failed(fault);
    if (tries === TRIES) return failed(STILL_WORKS);
    await wait(PAUSE_MILLISECONDS);
  }
}

const IS_CURRENT: Fault = { stage: 'value', code: null, says: 'The old value is the same key as the current one.' };
const STILL_WORKS: Fault = {
  stage: 'protocol',
  code: null,
  says: 'AWS still takes the key that was taken away: it takes a while until that is known everywhere.',
};

const failed = (fault: Fault): Retired => ({ retired: false, why: 'failed', fault });
