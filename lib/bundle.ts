import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Node } from 'constructs';
import { buildSync } from 'esbuild';
import * as z from 'zod';
import { readPolicies } from '../policies/read-policies.ts';
import type { PolicyBundle } from '../src/authorization/policy-set.ts';
import type { Settings } from './settings.ts';

const root = new URL('..', import.meta.url).pathname;
const require = createRequire(import.meta.url);

const known = new Map<string, PolicyBundle>();

/** The policies as a deployment with these settings has them, read and validated once for a synthesis. */
export function deployedPolicies({ approvals }: Pick<Settings, 'approvals'>): PolicyBundle {
  const key = JSON.stringify(approvals);
  const policies = known.get(key) ?? readPolicies(undefined, approvals);
  known.set(key, policies);
  return policies;
}

/** What of the settings is inside a bundle rather than in the function's environment. */
export interface BundledSettings extends Pick<Settings, 'approvals'> {
  readonly crashPointsFile?: string | undefined;
}

const CONTEXT = 'sallyport:bundled-settings';
const contextSchema = z.object({
  approvals: z.object({ factor: z.literal('mfa'), freshSeconds: z.int() }),
  crashPointsFile: z.string().optional(),
});

/** Tells every function below this construct, made afterwards, what its bundle is to hold. */
export const bundleWith = (node: Node, { approvals, crashPointsFile }: BundledSettings): void =>
  node.setContext(CONTEXT, { approvals, crashPointsFile });

export const bundledSettings = (node: Node): BundledSettings => contextSchema.parse(node.tryGetContext(CONTEXT));

/**
 * Bundles one function: CommonJS (it loads about a quarter faster), the SDK inside, crash points compiled out
 * unless a faults file is given. A function that decides gets the policies and Cedar beside its code.
 */
export function bundleFunction(name: string, outputFolder: string, settings: BundledSettings): string {
  const folder = join(outputFolder, 'functions', name);
  mkdirSync(folder, { recursive: true });
  const result = buildSync({
    entryPoints: [join(root, 'lambdas', name, 'handler.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    absWorkingDir: root,
    define: {
      CRASH_POINTS_FILE: JSON.stringify(settings.crashPointsFile ?? null),
      'import.meta.url': '__importMetaUrl',
    },
    banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  const inputs = Object.keys(result.metafile.inputs);
  if (inputs.some((input) => input.includes('cedar-wasm')))
    copyFileSync(
      require.resolve('@cedar-policy/cedar-wasm/nodejs').replace(/cedar_wasm\.js$/, 'cedar_wasm_bg.wasm'),
      join(folder, 'cedar_wasm_bg.wasm'),
    );
  if (inputs.some((input) => input.endsWith('bundled-policies.ts')))
    writeFileSync(join(folder, 'policies.json'), JSON.stringify(deployedPolicies(settings)));
  return folder;
}
