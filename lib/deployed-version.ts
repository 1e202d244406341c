import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const root = new URL('..', import.meta.url);
const manifest = z.object({ version: z.string(), gitHead: z.string().optional() });

/** What `/health` says is deployed. A release has its commit written in it; in the repository, git knows it. */
export function deployedVersion(): { readonly version: string; readonly commit: string } {
  const { version, gitHead } = manifest.parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')));
  return { version, commit: gitHead ?? commit() };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: fileURLToPath(root),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
