import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault, Stray, StrayRemoved, Strays } from '../../engine.ts';
import { parseIamValue } from './iam-access-key-value.ts';
import type { IamKeys } from './iam-keys.ts';
import { isOrphan } from './stage-iam-key.ts';
import { orFault } from './try-iam-key.ts';

/** Keys of the user that are in no labelled value. One value that cannot be read might hold any of them. */
export async function strayIamKeys(
  at: At,
  keys: IamKeys,
  address: AddressOf<'iam-access-key'>,
  labelled: readonly string[],
): Promise<Strays> {
  const known = new Set<string>();
  for (const text of labelled) {
    const parsed = parseIamValue(address, text);
    if ('fault' in parsed) return parsed;
    known.add(parsed.value.accessKeyId);
  }
  return orFault(async () => {
    const strays: Stray[] = [];
    for (const key of await at.call('list keys', () => keys.list(address.userName))) {
      if (known.has(key.accessKeyId)) continue;
      const says = `The user has an access key ${key.accessKeyId} that is in no version of the secret.`;
      const removable = await isOrphan(at, keys, key);
      strays.push({ name: key.accessKeyId, says, remedy: REMEDY, removable });
    }
    return { strays };
  });
}

/** Only by the rule by which the next rotation would delete it. */
export async function removeStrayIamKey(
  at: At,
  keys: IamKeys,
  { userName }: AddressOf<'iam-access-key'>,
  accessKeyId: string,
): Promise<StrayRemoved> {
  const done = await orFault<StrayRemoved>(async () => {
    const listed = await at.call('list keys', () => keys.list(userName));
    const key = listed.find((each) => each.accessKeyId === accessKeyId);
    if (key === undefined) return { removed: true };
    if (!(await isOrphan(at, keys, key))) return { removed: false, fault: NOT_AN_ORPHAN };
    await at.call('delete orphan', () => keys.remove(userName, accessKeyId));
    return { removed: true };
  });
  return 'removed' in done ? done : { removed: false, fault: done.fault };
}

const REMEDY = 'See who uses it, then delete it in IAM: Sallyport does not delete a key that it did not make.';
const NOT_AN_ORPHAN: Fault = {
  stage: 'policy',
  code: null,
  says: 'The key was made before the attempt, or was used: Sallyport does not delete it.',
};
