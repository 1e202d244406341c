import { execFile } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(30_000);
const run = promisify(execFile);
const entry = resolve(import.meta.dirname, '../../../cli/sallyport.mjs');
let path: string;

/** A `sallyport` that the shell finds, as an installed package would put it there. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-bin-'));
  await writeFile(join(folder, 'sallyport'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`);
  await chmod(join(folder, 'sallyport'), 0o755);
  path = `${folder}:${process.env['PATH'] ?? ''}`;
});

/** What a real bash, without the package bash-completion, offers after these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = [
    'source <(sallyport completion bash)',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '__sallyport_complete 2>/dev/null',
    String.raw`printf '%s\n' "${'$'}{COMPREPLY[@]}"`,
  ].join('\n');
  const { stdout } = await run('bash', ['--norc', '-c', script], { env: { PATH: path, HOME: tmpdir() } });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe('completion', () => {
  test('offers the commands that begin so', async () => {
    expect(await offered('sallyport', 're')).toEqual(
      expect.arrayContaining(['request', 'requests', 'return', 'revoke']),
    );
  });

  test('offers the second word, the options of a command, and the choices of an argument', async () => {
    expect(await offered('sallyport', 'configure', '')).toContain('slack');
    expect(await offered('sallyport', 'request', '--')).toEqual(
      expect.arrayContaining(['--for', '--reason', '--no-wait']),
    );
    expect(await offered('sallyport', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test.each(['zsh', 'fish'])('there is a script for %s that asks sallyport', async (shell) => {
    const { stdout } = await run('sallyport', ['completion', shell], { env: { PATH: path } });
    expect(stdout).toContain('sallyport complete --');
  });

  test('another shell is not understood', async () => {
    await expect(run('sallyport', ['completion', 'tcsh'], { env: { PATH: path } })).rejects.toMatchObject({ code: 2 });
  });
});
