import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { ensurePython } from '../../local/python.ts';
import type { PolicyDocument } from './policy-documents.ts';

export type Finding = readonly [policy: string, kind: string, what: string];
const findings = z.array(z.tuple([z.string(), z.string(), z.string()]));

/** What parliament and cloudsplaining say of these policies; a missing linter is a failure. */
export async function lintPolicies(documents: Readonly<Record<string, PolicyDocument>>): Promise<readonly Finding[]> {
  const python = await ensurePython();
  const child = spawn(python, [join(import.meta.dirname, 'lint-policies.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(documents));
  let said = '';
  for await (const chunk of child.stdout) said += String(chunk);
  return findings.parse(JSON.parse(said));
}
