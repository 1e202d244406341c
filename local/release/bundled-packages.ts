import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../places.ts';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  engines: z.object({ node: z.string().optional() }).optional(),
});

export interface BundledPackage extends z.infer<typeof packageSchema> {
  readonly folder: string;
}

/** The packages that lie inside a bundle, from the list of its inputs that esbuild gives. */
export function bundledPackages(inputs: readonly string[]): readonly BundledPackage[] {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)]
    .map((folder) => ({
      ...packageSchema.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))),
      folder: join(root, folder),
    }))
    .sort((one, other) => (`${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1));
}

/** Their licences ask that the notice goes wherever the code goes. */
export function licenceNotices(packages: readonly BundledPackage[]): string {
  const notices = packages.map(({ name, version, license = 'see below', folder }) => {
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `Code of these packages is inside the bundles of this one.\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Throws when a package asks for a newer Node than the release does. */
export function requireRunsOn(leastNode: string, packages: readonly BundledPackage[]): void {
  const tooOld = packages.flatMap(({ name, engines }) => {
    const [, asks] = />=?\s*v?([\d.]+)\s*$/.exec(engines?.node ?? '') ?? [];
    return asks !== undefined && isOlder(leastNode, asks) ? [`${name} asks for Node ${asks}`] : [];
  });
  if (tooOld.length > 0) throw new Error(`the release says Node ${leastNode}, but ${tooOld.join(', ')}`);
}

function isOlder(one: string, other: string): boolean {
  const [ones, others] = [one, other].map((version) => version.split('.').map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (ones?.[at] ?? 0) - (others?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
