import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from './failure.ts';

/** Reads a file that is ours alone. One that others may read is made private again, aloud. */
export async function readPrivateFile(path: string, note: (line: string) => void): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    if (process.platform !== 'win32') {
      const { mode } = await stat(path);
      if ((mode & 0o077) !== 0) {
        await chmod(path, 0o600);
        note(`${path} could be read by others (mode ${(mode & 0o777).toString(8)}); it is private again.`);
      }
    }
    return text;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw cannot('read', path, error);
  }
}

/** Writes a whole file that only its owner may read, or leaves the old one as it was. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await makePrivateFolder(dirname(path));
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw cannot('write', path, error);
  }
}

export async function removePrivateFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw cannot('remove', path, error);
  }
}

/** A folder of mode 0700; one that is there and ours is made so. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32' && ((await stat(folder)).mode & 0o077) !== 0) await chmod(folder, 0o700);
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
};

/** The code of an error of the system, whichever realm it was made in. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function cannot(doing: string, path: string, error: unknown): Failure {
  const code = codeOf(error);
  const why = reasons[code] ?? (error instanceof Error ? error.message : 'it failed');
  return new Failure(`Cannot ${doing} ${path}: ${why}${code === '' ? '' : ` (${code})`}.`, {
    code: 'file_failed',
    cause: error,
  });
}
