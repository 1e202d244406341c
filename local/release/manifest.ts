import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../places.ts';

const versions = z.record(z.string(), z.string());
const manifestSchema = z.object({
  version: z.string(),
  license: z.string().optional(),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

/** The repository's own package.json, which every package of a release takes its versions from. */
export const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** The exact version of a package that the tests of this release ran with. */
export function versionOf(name: string): string {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const version = { ...devDependencies, ...optionalDependencies, ...dependencies }[name];
  if (version === undefined)
    throw new Error(`"${name}" is not in package.json, so a release cannot say which version it needs`);
  return version;
}

/** What stands in the package.json of every package. */
export const described = (name: string, description: string) => ({
  name,
  version: manifest.version,
  description,
  ...(manifest.license !== undefined && { license: manifest.license }),
  type: 'module',
});
