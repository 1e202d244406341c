import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import * as z from 'zod';
import { readPolicies } from '../policies/read-policies.ts';
import type { PolicyBundle } from '../src/authorization/policy-set.ts';
import { bundleSources } from './bundle-sources.ts';
import type { Bundled } from './bundle-sources.ts';
import type { Settings } from './settings.ts';

/** A release has the bundles with it (`npm run pack`), so that whoever deploys it needs no bundler. */
const PREBUILT = fileURLToPath(new URL('../functions/', import.meta.url));
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
 * Makes the folder of one function's code. One that decides gets the policies as these settings have them, one that
 * uses Cedar its WebAssembly; a release has neither in it, for the same reason and because it is large.
 */
export function bundleFunction(name: string, outputFolder: string, settings: BundledSettings): string {
  const folder = join(outputFolder, 'functions', name);
  mkdirSync(folder, { recursive: true });
  const make = existsSync(PREBUILT) ? copyPrebuilt : bundleSources;
  const { decides, usesCedar } = make(name, folder, settings);
  if (usesCedar)
    copyFileSync(
      require.resolve('@cedar-policy/cedar-wasm/nodejs').replace(/cedar_wasm\.js$/, 'cedar_wasm_bg.wasm'),
      join(folder, 'cedar_wasm_bg.wasm'),
    );
  if (decides) writeFileSync(join(folder, 'policies.json'), JSON.stringify(deployedPolicies(settings)));
  return folder;
}

const bundledSchema = z.record(z.string(), z.object({ decides: z.boolean(), usesCedar: z.boolean() }));

function copyPrebuilt(name: string, folder: string, { crashPointsFile }: BundledSettings): Bundled {
  if (crashPointsFile !== undefined)
    throw new Error(
      `crashPointsFile is "${crashPointsFile}", but a release has no crash points in it: leave the setting out`,
    );
  copyFileSync(join(PREBUILT, name, 'index.js'), join(folder, 'index.js'));
  const known = bundledSchema.parse(JSON.parse(readFileSync(join(PREBUILT, 'bundled.json'), 'utf8')));
  const bundled = known[name];
  if (bundled === undefined) throw new Error(`this release has no function "${name}": install it anew`);
  return bundled;
}
