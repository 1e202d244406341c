import { join } from 'node:path';
import type { Environment } from '../context.ts';
import type { Places } from '../places.ts';
import { readPrivateFile, removePrivateFile, writePrivateFile } from '../private-file.ts';
import { openKeyring } from './keyring.ts';
import { parseKeptSignIn } from './kept-sign-in.ts';
import type { KeptSignIn } from './kept-sign-in.ts';

/** Keeps one sign-in per issuer: in the keyring of the system, where there is one, else in a file of mode 0600. */
export interface SignInStore {
  readonly read: () => Promise<KeptSignIn | undefined>;
  /** Throws when it cannot be kept; what was kept before may be gone by then. */
  readonly write: (signIn: KeptSignIn) => Promise<'keyring' | 'file'>;
  readonly remove: () => Promise<void>;
  /** Throws, in words, when nothing could be kept now: asked before something is spent that cannot be had again. */
  readonly checkWritable: () => Promise<void>;
  readonly lockPath: string;
}

export interface SignInStoreParts {
  readonly issuer: string;
  readonly places: Places;
  readonly environment: Environment;
  readonly note: (line: string) => void;
}

/** In the file where the secret itself is in the keyring. */
const IN_KEYRING = 'keyring';

export function openSignInStore({ issuer, places, environment, note }: SignInStoreParts): SignInStore {
  const name = new URL(issuer).host.replaceAll(/[^a-z\d.-]/gi, '_');
  const folder = join(places.state, 'sign-ins');
  const path = join(folder, `${name}.json`);
  const keyring = () => openKeyring(environment);
  const readText = () => readPrivateFile(path, note);
  return {
    lockPath: join(folder, `${name}.lock`),
    async read() {
      const text = await readText();
      if (text === undefined) return undefined;
      const kept = parseKeptSignIn(isMarker(text) ? ((await (await keyring())?.read(issuer)) ?? '') : text);
      return kept?.issuer === issuer ? kept : undefined;
    },
    async write(signIn) {
      const secret = JSON.stringify(signIn);
      if (await (await keyring())?.write(issuer, secret)) {
        await writePrivateFile(path, `${JSON.stringify({ keptIn: IN_KEYRING })}\n`);
        return 'keyring';
      }
      await writePrivateFile(path, `${secret}\n`);
      return 'file';
    },
    async remove() {
      const text = await readText();
      if (text === undefined) return;
      if (isMarker(text)) await (await keyring())?.remove(issuer);
      await removePrivateFile(path);
    },
    async checkWritable() {
      const text = await readText();
      // As large as what will be written, so that a full disk shows now.
      await writePrivateFile(`${path}.check`, text ?? ' '.repeat(4096));
      await removePrivateFile(`${path}.check`);
    },
  };
}

const isMarker = (text: string): boolean => text.length < 200 && text.includes(`"keptIn":"${IN_KEYRING}"`);
