import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { manifest } from './manifest.ts';
import { stageCommandLine } from './pack-command-line.ts';
import { stageConstructs } from './pack-constructs.ts';
import { stageVaultClient } from './pack-vault-client.ts';

export interface Release {
  readonly version: string;
  readonly commandLine: string;
  readonly constructs: string;
  readonly vaultClient: string;
}

/** Makes the packages of a release in a folder, from nothing: what was in it of an earlier one is gone. */
export async function packRelease(place: string): Promise<Release> {
  const staged = (name: string): string => {
    const folder = join(place, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const [commandLine, constructs] = [staged('sallyport'), staged('sallyport-cdk')];
  const vaultClient = staged('sallyport-vault-client');
  await stageCommandLine(commandLine);
  stageConstructs(constructs);
  stageVaultClient(vaultClient);
  return {
    version: manifest.version,
    commandLine: tarball(commandLine, place),
    constructs: tarball(constructs, place),
    vaultClient: tarball(vaultClient, place),
  };
}

function tarball(folder: string, place: string): string {
  const args = ['pack', folder, '--ignore-scripts', '--silent', '--pack-destination', place];
  const said = execFileSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  return join(place, said.trim());
}
