import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../context.ts';

export interface Ourselves {
  readonly environment: Environment;
  readonly platform?: NodeJS.Platform;
  /** The Node that runs us, and the file that it was started with. */
  readonly node?: string;
  readonly script?: string | undefined;
}

/**
 * How an AWS tool should call `sallyport`: by its name where an installation put it on the PATH, else by the paths of
 * Node and of the script, because a credential_process runs in any folder and, from a graphical program, often without
 * the PATH of a terminal.
 */
export function ourCommand({
  environment,
  platform = process.platform,
  node = process.execPath,
  script = ourScript(),
}: Ourselves): string {
  if (script === undefined) return 'sallyport';
  // Windows starts a credential_process without a shell, which is what it would take to run sallyport.cmd.
  if (platform !== 'win32' && isOnPath(environment, script)) return 'sallyport';
  return [node, script].map(quoted).join(' ');
}

/** Beside this file as it is in the repository; as it was started, where a package has put it elsewhere. */
const ourScript = (): string | undefined =>
  [fileURLToPath(new URL('../sallyport.mjs', import.meta.url)), process.argv[1] ?? '']
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
    .find((path) => /^sallyport\.[cm]?js$/.test(basename(path)));

function isOnPath(environment: Environment, script: string): boolean {
  // `npx` and npm's scripts put folders on the PATH that are gone afterwards.
  const folders = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter(
      (folder) => folder !== '' && !folder.endsWith(join('node_modules', '.bin')) && !folder.includes(`_npx${sep}`),
    );
  // Only the first one counts: another `sallyport` before ours would be called instead.
  const first = folders.map((folder) => join(folder, 'sallyport')).find(isRunnable);
  return first !== undefined && realpathSync(first) === realpathSync(script);
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As the AWS tools split it again: double quotes, inside which a backslash stays one before anything but a quote. */
const quoted = (path: string): string => (/[\s'"\\]/.test(path) ? `"${path.replaceAll('"', '\\"')}"` : path);
