import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, open, readFile, readlink, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../context.ts';
import { Failure } from '../failure.ts';
import { cannot, codeOf } from '../private-file.ts';

/** Where the AWS tools look, with the same two variables. */
export function awsFilesOf(environment: Environment): { readonly config: string; readonly credentials: string } {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  const at = (variable: string, name: string): string => {
    const given = environment[variable] ?? '';
    if (given === '') return join(home, '.aws', name);
    return given.startsWith('~/') ? join(home, given.slice(2)) : resolve(given);
  };
  return { config: at('AWS_CONFIG_FILE', 'config'), credentials: at('AWS_SHARED_CREDENTIALS_FILE', 'credentials') };
}

/** One character a byte, so that writing it back gives the same bytes; '' for a file that is not there. */
export async function readBytes(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw cannot('read', path, error);
  }
}

const ROUNDS = 5;

/**
 * Changes a file as a whole or not at all: the new content is written beside it and renamed over it, so a full disk or
 * a crash leaves the old one. What a symbolic link leads to is changed and the link stays; so do mode and owner.
 * `change` is asked again if someone else wrote in between. Answers whether anything was written.
 */
export async function changeFile(path: string, change: (text: string) => string): Promise<boolean> {
  const place = await whereItLeads(path);
  // A rename would put a file in the place of /dev/null.
  if ((await lstat(place).catch(() => undefined))?.isFile() === false)
    throw new Failure(`Cannot write ${place}: it is no ordinary file.`, { code: 'file_failed' });
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await readBytes(place);
    const after = change(before);
    if (after === before) return false;
    if (await replace(place, before, after)) return true;
  }
  throw new Failure(`${path} is being changed by something else at this moment. Run the command again.`);
}

async function replace(place: string, before: string, after: string): Promise<boolean> {
  const draft = `${place}.sallyport-${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    const old = await lstat(place).catch(() => undefined);
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(after, 'latin1');
      if (old !== undefined) await file.chmod(old.mode & 0o7777);
      await file.sync();
    } finally {
      await file.close();
    }
    // Only root can, and only root needs to: with sudo, the file stays its owner's.
    if (old !== undefined && process.getuid?.() === 0) await chown(draft, old.uid, old.gid);
    if ((await readBytes(place)) !== before) {
      await rm(draft, { force: true });
      return false;
    }
    await rename(draft, place);
    return true;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (error instanceof Failure) throw error;
    throw cannot('write', place, error);
  }
}

const LINKS = 40;

/** The file at the end of symbolic links, whether it is there or not. */
async function whereItLeads(path: string): Promise<string> {
  let place = resolve(path);
  for (let links = 0; links < LINKS; links += 1) {
    try {
      place = resolve(dirname(place), await readlink(place));
    } catch (error) {
      // Not a link, or nothing there.
      if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes(codeOf(error))) return place;
      throw cannot('read', path, error);
    }
  }
  throw new Failure(`${path} is a symbolic link that leads in a circle.`);
}
