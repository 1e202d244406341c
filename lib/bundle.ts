import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import * as z from 'zod';
import { readPolicies } from '../policies/read-policies.ts';
import type { PolicyBundle } from '../src/authorization/policy-set.ts';
import { bundleSources } from './bundle-sources.ts';
import type { Settings } from './settings.ts';

/** A release has the bundles with it (`npm run pack`), so that whoever deploys it needs no bundler. */
const PREBUILT = fileURLToPath(new URL('../functions/', import.meta.url));
const POLICIES = 'policies.json';

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

/** Makes the folder of one function's code. A function that decides gets the policies as these settings have them. */
export function bundleFunction(name: string, outputFolder: string, settings: BundledSettings): string {
  const folder = join(outputFolder, 'functions', name);
  mkdirSync(folder, { recursive: true });
  if (existsSync(PREBUILT) ? copyPrebuilt(name, folder, settings) : bundleSources(name, folder, settings).decides)
    writeFileSync(join(folder, POLICIES), JSON.stringify(deployedPolicies(settings)));
  return folder;
}

function copyPrebuilt(name: string, folder: string, { crashPointsFile }: BundledSettings): boolean {
  if (crashPointsFile !== undefined)
    throw new Error(
      `crashPointsFile is "${crashPointsFile}", but a release has no crash points in it: leave the setting out`,
    );
  cpSync(join(PREBUILT, name), folder, { recursive: true });
  return existsSync(join(folder, POLICIES));
}
