import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { sharedPlace } from '../places.ts';
import { packRelease } from './pack-release.ts';

/** `npm run pack [-- --out FOLDER]`: the tarballs of a release (docs/releases.md). */
const { out } = parseArgs({ options: { out: { type: 'string', default: join(sharedPlace, 'release') } } }).values;
const { version, commandLine, constructs, vaultClient } = await packRelease(out);
console.log(`Release ${version}:`);
for (const file of [commandLine, constructs, vaultClient])
  console.log(`  ${relative('.', file)}  ${Math.ceil(statSync(file).size / 1024)} KB`);
