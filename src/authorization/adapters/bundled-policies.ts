import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { PolicyBundle } from '../policy-set.ts';

const bundle = z.strictObject({ hash: z.string(), schema: z.string(), policies: z.record(z.string(), z.string()) });

/** The policies lie beside the function's code (lib/function.ts puts them there), under their content hash. */
export function bundledPolicies(folder = process.env['LAMBDA_TASK_ROOT'] ?? process.cwd()): PolicyBundle {
  return bundle.parse(JSON.parse(readFileSync(join(folder, 'policies.json'), 'utf8')));
}
