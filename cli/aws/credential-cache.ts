import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Places } from '../places.ts';
import { readPrivateFile, removePrivateFile, writePrivateFile } from '../private-file.ts';
import { parseLentCredentials } from './lent-credentials.ts';
import type { LentCredentials } from './lent-credentials.ts';

/**
 * Keeps lent credentials between commands, by what was asked for (a target or a grant). They are in files of mode 0600
 * and not in the system's keyring: they are read at every call of every AWS tool, and opening a keyring costs more than
 * all the rest; they live an hour at most; the AWS command line keeps its own in the same way.
 */
export interface CredentialCache {
  readonly read: (asked: string) => Promise<LentCredentials | undefined>;
  /** Throws when they cannot be kept. */
  readonly keep: (asked: string, lent: LentCredentials) => Promise<void>;
  readonly forget: (asked: string) => Promise<void>;
  readonly lockPath: (asked: string) => string;
}

export interface CredentialCacheParts {
  readonly issuer: string;
  readonly places: Places;
  readonly note: (line: string) => void;
}

const folderOf = (places: Places, issuer: string): string => join(places.state, 'aws', digest(issuer));
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export function openCredentialCache({ issuer, places, note }: CredentialCacheParts): CredentialCache {
  const folder = folderOf(places, issuer);
  const pathOf = (asked: string) => join(folder, `${digest(asked)}.json`);
  return {
    async read(asked) {
      try {
        const text = await readPrivateFile(pathOf(asked), note);
        return text === undefined ? undefined : parseLentCredentials(text);
      } catch (error) {
        // As good as none: new ones can be had.
        if (!(error instanceof Failure)) throw error;
        note(error.message);
        return undefined;
      }
    },
    keep: (asked, lent) => writePrivateFile(pathOf(asked), `${JSON.stringify(lent)}\n`),
    forget: (asked) => removePrivateFile(pathOf(asked)),
    lockPath: (asked) => join(folder, `${digest(asked)}.lock`),
  };
}

/**
 * Forgets what was lent at this issuer: all of it at a sign-out or a new sign-in, that of one grant when it was given
 * back. What cannot be removed is no reason for the command around it to fail: it is said.
 */
export async function forgetCredentials(
  { issuer, places, note }: CredentialCacheParts,
  which: { readonly grantId?: string } = {},
): Promise<void> {
  const folder = folderOf(places, issuer);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const path = join(folder, name);
    try {
      const text = which.grantId === undefined ? '' : ((await readPrivateFile(path, note)) ?? '');
      const lent = parseLentCredentials(text);
      if (which.grantId === undefined || lent?.grantId === which.grantId) await removePrivateFile(path);
    } catch (error) {
      note(error instanceof Error ? error.message : `Cannot remove ${path}.`);
    }
  }
}
