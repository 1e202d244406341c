import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { bundleFunction } from '../../lib/bundle.ts';
import { settingsSchema } from '../../lib/settings.ts';

const root = new URL('../../', import.meta.url).pathname;
const names = readdirSync(join(root, 'lambdas'));
const marked = names.filter((name) => reaches(join(root, 'lambdas', name, 'handler.ts')));
const { approvals } = settingsSchema.parse({ issuer: 'https://sallyport.example.com' });
const faultsFile = '/home/someone/faults-of-the-local-build.json';
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'sallyport-bundles-'));
});
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

/** Whether a file imports, directly or not, the crash points. */
function reaches(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (/crashPoint\('/.test(text)) return true;
  return [...text.matchAll(/from '(\.[^']+\.ts)'/g)].some(([, path = '']) => reaches(join(file, '..', path), seen));
}

interface Bundle {
  readonly code: string;
  readonly files: readonly string[];
  readonly folder: string;
}
const made = new Map<string, Bundle>();

function bundle(name: string, crashPointsFile: string | undefined): Bundle {
  const key = `${crashPointsFile === undefined ? 'aws' : 'local'}/${name}`;
  const known = made.get(key);
  if (known) return known;
  const folder = bundleFunction(name, join(out, key), { crashPointsFile, approvals });
  const fresh = { folder, files: readdirSync(folder), code: readFileSync(join(folder, 'index.js'), 'utf8') };
  made.set(key, fresh);
  return fresh;
}

/** Compressed kilobytes of code: what a cold start has to read. A function that needs more says so here. */
const budget: Readonly<Record<string, number>> = {
  issuer: 750,
  // The clients of seven kinds of servers. Nobody waits for its start: a rotation takes seconds anyway.
  'keep-credentials': 1100,
};
const USUAL_BUDGET = 260;

describe.each(names)('the bundle of %s', (name) => {
  test('is small enough to start fast, and is a handler', () => {
    const { code, folder, files } = bundle(name, undefined);
    expect(gzipSync(code).length / 1024).toBeLessThan(budget[name] ?? USUAL_BUDGET);
    expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(20 * 1024 * 1024);
    expect(code).toMatch(/handler/);
  });

  test('for AWS has no crash point in it', () => {
    const { code } = bundle(name, undefined);
    expect(code).not.toMatch(/SIGKILL|crashPoints|CRASH_POINTS/);
  });

  test('names no path of the machine that made it', () => {
    expect(bundle(name, undefined).code).not.toContain(root);
  });
});

describe('the policies beside a function that decides', () => {
  test('ask of whoever decides what the settings say', () => {
    const deployed = (freshSeconds: number) =>
      z.object({ policies: z.record(z.string(), z.string()) }).parse(
        JSON.parse(
          readFileSync(
            join(
              bundleFunction('access', join(out, String(freshSeconds)), {
                approvals: { ...approvals, freshSeconds },
              }),
              'policies.json',
            ),
            'utf8',
          ),
        ),
      ).policies;
    for (const seconds of [120, 300]) {
      const policies = deployed(seconds);
      expect(policies['decide.approver']).toContain(`@freshSeconds("${seconds}")`);
      // Seeing a value asks for what it asks for, whatever approvers must bring.
      expect(policies['holder.reveals']).toContain('@freshSeconds("300")');
    }
  });
});

describe('crash points', () => {
  test('are somewhere, or there is nothing to prove', () => expect(marked).toContain('activate-grant'));

  test.each(marked)('are in the local build of %s, under their names', (name) => {
    const { code } = bundle(name, faultsFile);
    expect(code).toContain(faultsFile);
    expect(code).toMatch(/SIGKILL/);
  });
});
