import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { root, sharedPlace } from './places.ts';
import { SetupProblem } from './progress.ts';

const requirements = join(root, 'local', 'requirements.txt');

/**
 * The Python of a virtual environment that holds exactly `requirements.txt`, made on first use. Its folder is named
 * after the file's content, and it appears by a rename: whoever sees it, sees it whole.
 */
export async function ensurePython(): Promise<string> {
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const place = join(sharedPlace, 'venv', wanted);
  const python = join(place, 'bin', 'python');
  if (existsSync(join(place, 'complete'))) return python;

  const draft = `${place}.${process.pid}`;
  await mkdir(join(sharedPlace, 'venv'), { recursive: true });
  await rm(draft, { recursive: true, force: true });
  const base = process.env['SALLYPORT_PYTHON'] ?? 'python3';
  await run(base, ['-m', 'venv', draft], 'The Python environment could not be made (is the venv module installed?).');
  await run(
    join(draft, 'bin', 'python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', requirements],
    'The Python packages of local/requirements.txt could not be installed.',
  );
  await moveCommands(draft, place);
  await writeFile(join(draft, 'complete'), '');
  try {
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(place, 'complete'))) throw error;
  }
  return python;
}

/** The commands that pip wrote (`bin/aws`) name the draft's interpreter in their first line: let it be the final one. */
async function moveCommands(draft: string, place: string): Promise<void> {
  const bin = join(draft, 'bin');
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const command = join(bin, entry.name);
    const text = await readFile(command, 'utf8');
    if (text.startsWith(`#!${bin}/`)) await writeFile(command, text.replace(bin, join(place, 'bin')));
  }
}

/** Python and pip start in the user's own environment: that is where proxies and mirrors are set. */
async function run(command: string, args: readonly string[], failure: string): Promise<void> {
  const output: string[] = [];
  const code = await new Promise<number | string>((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    child.on('error', (error) => done(error.message));
    child.on('close', (exit) => done(exit ?? 'a signal'));
  });
  if (code !== 0) throw new SetupProblem(`${failure}\n${output.join('').trim()}\n(${command}: ${code})`);
}

/** A PATH on which `node` is the pinned one. */
export const pinnedPath = (env: NodeJS.ProcessEnv = process.env): string =>
  [join(root, 'node_modules', '.bin'), env['PATH'] ?? '/usr/bin:/bin'].join(delimiter);
