import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../places.ts';
import { ensurePython, pinnedPath } from '../python.ts';

/** The commands that a page of docs/ shows under a heading, so that what is tried is what is written. */
export async function commandsUnder(page: string, heading: string): Promise<string> {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  const [, section] = text.split(`\n## ${heading}\n`);
  const blocks = [...(section?.split('\n## ')[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(
    ([, block]) => block ?? '',
  );
  if (blocks.length === 0) throw new Error(`docs/${page} shows no commands under "${heading}"`);
  return blocks.join('\n');
}

/** Runs them as an operator would, in one shell that stops at the first that fails; answers what they print. */
export async function runDocumented(commands: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const tools = dirname(await ensurePython());
  return new Promise((done, failed) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        // What the AWS CLI of Python calls it.
        AWS_DEFAULT_REGION: environment['AWS_REGION'] ?? '',
        PATH: [tools, pinnedPath()].join(delimiter),
        HOME: '/nonexistent',
        AWS_PAGER: '',
      },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    child.on('error', failed);
    child.on('close', (code) => (code === 0 ? done(out.trim()) : failed(new Error(`exit ${code}: ${err || out}`))));
  });
}
