import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../places.ts';
import { pinnedPath } from '../python.ts';

export type CommandRun = {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin?: string;
};

/** Runs `npx sallyport …` as an operator with AWS credentials would; gives back what it printed. */
export async function runSallyport({ args, environment, stdin = '' }: CommandRun): Promise<string> {
  const output: string[] = [];
  const code = await new Promise<number | null>((done, failed) => {
    const child = spawn(join(root, 'node_modules', '.bin', 'node'), [join(root, 'cli', 'sallyport.mjs'), ...args], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...environment, PATH: pinnedPath() },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
    child.on('error', failed);
    child.on('close', done);
    child.stdin.end(stdin);
  });
  if (code !== 0)
    throw new Error(`sallyport ${args.slice(0, 2).join(' ')} ended with ${String(code)}:\n${output.join('')}`);
  return output.join('');
}
