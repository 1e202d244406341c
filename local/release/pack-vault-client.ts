import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../places.ts';
import { described } from './manifest.ts';

const here = join(root, 'packages', 'vault-client');
const packageSchema = z.looseObject({ name: z.string(), description: z.string(), private: z.literal(true) });

/** What applications install: JavaScript with its types, and the AWS SDK that they have as its peer. */
export function stageVaultClient(folder: string): void {
  const project = join(root, 'local', 'release', 'vault-client', 'tsconfig.json');
  execFileSync(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project, '--outDir', folder],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
  const { private: _inTheRepository, ...written } = packageSchema.parse(
    JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')),
  );
  const manifest = { ...written, ...described(written.name, written.description) };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
