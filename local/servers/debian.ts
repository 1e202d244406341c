import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SetupProblem } from '../progress.ts';

const run = promisify(execFile);

/**
 * One at a time on this machine, however many test files ask at once: the second finds everything there. The lists of
 * packages are fetched only if the installation fails without (none here yet, or they name files that are gone). What is
 * installed is for tests, which start servers of their own: a policy-rc.d that answers 101 keeps the package's own
 * service from starting (policy-rc.d(8), deb-systemd-invoke(1p)); one that is there already stays as it is.
 */
const INSTALL = `
exec 9>/tmp/sallyport-debian.lock
flock -w 900 9 || { echo "another installation has not ended" >&2; exit 1; }
installed() { [ "$(dpkg-query -W -f '\${db:Status-Status}\\n' "$@" 2>/dev/null | grep -c '^installed$')" = "$#" ]; }
installed "$@" && exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
fi
install() { apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 -- "$@"; }
install "$@" || { apt-get update -q -o DPkg::Lock::Timeout=300 && install "$@"; }
`;

/** Names of packages may stand in a command line that a person copies. */
const packageName = /^[a-z0-9][a-z0-9.+-]+$/;

/**
 * Servers that tests need from Debian. As root they are installed, and that is said; otherwise the error says how to get
 * them. Nothing happens when they are there.
 */
export async function ensureDebianPackages(
  names: readonly string[],
  {
    uid = process.getuid?.(),
    say = (line: string) => void process.stderr.write(`${line}\n`),
  }: { readonly uid?: number | undefined; readonly say?: (line: string) => void } = {},
): Promise<void> {
  for (const name of names) if (!packageName.test(name)) throw new Error(`"${name}" is not the name of a package.`);
  const missing = await missingOf(names);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (uid !== 0) {
    throw new SetupProblem(`Needed here and not installed: ${missing.join(', ')}. Get it with: sudo ${command}`);
  }
  say(`Installing from Debian, for tests against the real servers: ${missing.join(', ')}`);
  try {
    await run('bash', ['-c', INSTALL, 'install', ...missing], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 1_200_000,
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new SetupProblem(`"${command}" failed:\n${output.slice(-2000)}`);
  }
}

async function missingOf(names: readonly string[]): Promise<readonly string[]> {
  const states = await Promise.all(
    names.map(async (name) => {
      try {
        // It ends with 1 for a package that it never heard of.
        const { stdout } = await run('dpkg-query', ['-W', '-f', `\${db:Status-Status}`, name]);
        return stdout === 'installed';
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
          throw new SetupProblem(
            `The tests against real servers take them from Debian or a system made of it, which this is not: ${names.join(', ')}.`,
          );
        }
        return false;
      }
    }),
  );
  return names.filter((_, place) => states[place] !== true);
}
