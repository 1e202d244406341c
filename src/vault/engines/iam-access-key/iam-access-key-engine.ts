import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { Applied, At, Engine, Fault, Verified } from '../../engine.ts';
import type { IamKeys } from './iam-keys.ts';
import { iamAddressOf, parseIamValue } from './iam-access-key-value.ts';
import type { IamValue } from './iam-access-key-value.ts';
import { retireIamKey } from './retire-iam-key.ts';
import { stageIamKey } from './stage-iam-key.ts';
import { removeStrayIamKey, strayIamKeys } from './stray-iam-keys.ts';
import { logInOnce, orFault, probeIamKey, SETTLE_SECONDS } from './try-iam-key.ts';
import type { Wait } from './wait.ts';

/** Tries of one `verify`; with the pauses between them it ends well before a run lock does. */
const TRIES = 12;
const PAUSE_MILLISECONDS = 2500;

/**
 * Access keys of an IAM user that nobody else makes keys for. IAM makes the value and says it once; the user has two at
 * most, so one at a time is made, stored, tried, and the old one taken away (docs/vault-engines.md, "IAM access keys").
 */
export function iamAccessKeyEngine({ keys, wait }: { readonly keys: IamKeys; readonly wait: Wait }): Engine {
  return {
    probe: async (at, value) => {
      const address = iamAddressOf(at);
      const parsed = parseIamValue(address, value);
      return 'fault' in parsed
        ? { login: 'unknown', fault: parsed.fault }
        : probeIamKey(at, keys, address, parsed.value);
    },
    stage: async (at, from) => stageIamKey(at, keys, iamAddressOf(at), from),
    apply: async (at, { candidate }) => {
      const address = iamAddressOf(at);
      const parsed = parseIamValue(address, candidate);
      if ('fault' in parsed) return { applied: false, refused: 'unclear', fault: parsed.fault };
      const applied = await orFault(() => makeActive(at, keys, address, parsed.value));
      return 'applied' in applied ? applied : { applied: false, refused: 'unclear', fault: applied.fault };
    },
    verify: async (at, candidate) => {
      const address = iamAddressOf(at);
      const parsed = parseIamValue(address, candidate);
      return 'fault' in parsed
        ? { verified: false, fault: parsed.fault }
        : verifyTwice({ at, keys, wait, address, value: parsed.value });
    },
    retire: async (at, retirement) => retireIamKey(at, keys, wait, { ...retirement, address: iamAddressOf(at) }),
    strays: async (at, labelled) => strayIamKeys(at, keys, iamAddressOf(at), labelled),
    removeStray: async (at, name) => removeStrayIamKey(at, keys, iamAddressOf(at), name),
  };
}

/** It was good when IAM made it; somebody may have set it inactive, or deleted it. */
async function makeActive(
  at: At,
  keys: IamKeys,
  { userName }: AddressOf<'iam-access-key'>,
  { accessKeyId, createdAt }: IamValue,
): Promise<Applied> {
  const listed = await at.call('list keys', () => keys.list(userName));
  const key = listed.find((each) => each.accessKeyId === accessKeyId);
  if (key === undefined) {
    const settled = createdAt === undefined || at.clock() - createdAt > SETTLE_SECONDS;
    const fault: Fault = { stage: 'policy', code: 'NoSuchEntity', says: 'IAM does not list the new key.' };
    return { applied: false, refused: settled ? 'by-policy' : 'unclear', fault };
  }
  if (!key.active) await at.call('set key active', () => keys.setActive(userName, accessKeyId, true));
  return { applied: true };
}

/** Twice in a row: of AWS' many servers one may know the new key before another does. */
async function verifyTwice(of: {
  readonly at: At;
  readonly keys: IamKeys;
  readonly wait: Wait;
  readonly address: AddressOf<'iam-access-key'>;
  readonly value: IamValue;
}): Promise<Verified> {
  let inARow = 0;
  let latest: Fault | null = null;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (tries > 1) await of.wait(PAUSE_MILLISECONDS);
    const fault = await logInOnce(of.at, of.keys, of.address, of.value);
    inARow = fault === null ? inARow + 1 : 0;
    if (inARow === 2) return { verified: true };
    latest = fault ?? latest;
    // Waiting helps against nothing else.
    if (fault !== null && fault.stage !== 'authentication') return { verified: false, fault };
  }
  return { verified: false, fault: latest ?? UNSTEADY };
}

const UNSTEADY: Fault = { stage: 'authentication', code: null, says: 'AWS did not take the key twice in a row.' };
