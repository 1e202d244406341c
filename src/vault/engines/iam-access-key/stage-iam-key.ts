import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, StagedFrom } from '../../engine.ts';
import { IamProblem } from './iam-keys.ts';
import type { IamKeys, KeyOfUser } from './iam-keys.ts';
import { parseIamValue } from './iam-access-key-value.ts';

/** What AWS allows each user. */
const MOST_KEYS = 2;
/** How far IAM's clock and ours may be apart. */
const SKEW_SECONDS = 60;

/**
 * Has IAM make the next key, and makes room for it first if need be. The secret is in the reply alone: if it is not
 * stored, nobody ever knows it, and the key is an orphan that this finds the next time.
 */
export async function stageIamKey(
  at: At,
  keys: IamKeys,
  address: AddressOf<'iam-access-key'>,
  from: StagedFrom,
): Promise<string> {
  const { userName } = address;
  const idOf = (text: string) => {
    const parsed = parseIamValue(address, text);
    return 'value' in parsed ? [parsed.value.accessKeyId] : [];
  };
  const [currentId] = idOf(from.current);
  if (currentId === undefined) throw new IamProblem({ stage: 'value', code: null, says: NO_CURRENT });
  const labelled = new Set([currentId, ...from.labelled.flatMap(idOf)]);

  const there = await at.call('list keys', () => keys.list(userName));
  const left: KeyOfUser[] = [];
  for (const key of there) {
    if (labelled.has(key.accessKeyId) || !(await isOrphan(at, keys, key))) left.push(key);
    else await at.call('delete orphan', () => keys.remove(userName, key.accessKeyId));
  }
  // An old key that was retired and only waits to be deleted.
  const spent = left.find(
    ({ accessKeyId, active }) => !active && labelled.has(accessKeyId) && accessKeyId !== currentId,
  );
  if (left.length >= MOST_KEYS && spent !== undefined) {
    await at.call('delete retired key', () => keys.remove(userName, spent.accessKeyId));
    left.splice(left.indexOf(spent), 1);
  }
  if (left.length >= MOST_KEYS) throw new IamProblem({ stage: 'policy', code: 'LimitExceeded', says: inTheWay(left) });

  const made = await at.call('create key', () => keys.create(userName));
  return JSON.stringify({ ...made, userName });

  function inTheWay(all: readonly KeyOfUser[]): string {
    const strange = all.find(({ accessKeyId }) => !labelled.has(accessKeyId));
    if (strange === undefined) return 'The old key is not retired yet, and AWS allows no third.';
    return (
      `The user has a key ${strange.accessKeyId} that is not in the vault, and AWS allows no third. ` +
      'See who uses it, then delete it in IAM: Sallyport does not delete a key that it did not make.'
    );
  }
}

const NO_CURRENT = 'The current value holds no access key, so nobody can say which keys of the user may go.';

/** A key of this attempt whose secret was lost: made since it began, and never used by anybody. */
export async function isOrphan(at: At, keys: IamKeys, key: KeyOfUser): Promise<boolean> {
  if (key.createdAt < at.attempt.startedAt - SKEW_SECONDS) return false;
  return (await at.call('last used', () => keys.lastUsedAt(key.accessKeyId))) === null;
}
