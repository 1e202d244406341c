import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { localFile, stack } from './support/stack.ts';

const root = resolve(import.meta.dirname, '..', '..');
const line = z.strictObject({
  step: z.string(),
  request: z.string(),
  status: z.int(),
  code: z.string().nullable(),
  expected: z.string(),
  ok: z.boolean(),
  milliseconds: z.int(),
});

/** `npm run demo` is the walk; here it is played once, and every line of it must be as it should be. */
test('sign in, ask, Slack link, approve, AWS role, taken back, audit', async () => {
  const { code, output } = await new Promise<{ code: number | null; output: string }>((done, failed) => {
    const child = spawn(process.execPath, ['local/demo.ts', '--json'], {
      cwd: root,
      env: { ...process.env, SALLYPORT_LOCAL_FILE: localFile },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
    child.on('error', failed);
    child.on('close', (exit) => done({ code: exit, output: said }));
  });
  const steps = output
    .trim()
    .split('\n')
    .map((text) => line.parse(JSON.parse(text)));
  expect(steps.filter(({ ok }) => !ok)).toEqual([]);
  expect(steps.length).toBeGreaterThan(30);
  expect(code).toBe(0);
  for (const { password, totpSecret } of stack.people) {
    expect(output).not.toContain(password);
    expect(output).not.toContain(totpSecret);
  }
}, 180_000);
