import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../places.ts';
import { bundledPackages, licenceNotices, requireRunsOn } from './bundled-packages.ts';
import { described, manifest, versionOf } from './manifest.ts';

/** undici asks for it; making the package fails when a dependency asks for a newer one. */
const LEAST_NODE = '22.19.0';
/** Native: npm takes the binary that fits the machine, or none, and the sign-in is then kept in a file. */
const KEYRING = '@napi-rs/keyring';
const here = join(root, 'local', 'release', 'command-line');

/**
 * The command line as one package with nothing to install beside it. Every command stays a chunk of its own, loaded
 * when it is called, so that `--help` and `aws credentials` do not read the rest.
 */
export async function stageCommandLine(folder: string): Promise<void> {
  const bin = join(folder, 'bin');
  const { metafile } = await build({
    entryPoints: [join(here, 'sallyport.mjs')],
    outdir: bin,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [KEYRING],
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    absWorkingDir: root,
    define: { LEAST_NODE: JSON.stringify(LEAST_NODE) },
    // Some of what is bundled is CommonJS, which an ES module gives no `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  // The package `open` brings its own for Linux, and looks for it beside its code.
  const opener = join(dirname(createRequire(import.meta.url).resolve('open')), 'xdg-open');
  copyFileSync(opener, join(bin, 'xdg-open'));
  for (const name of ['sallyport.js', 'xdg-open']) chmodSync(join(bin, name), 0o755);
  const packages = bundledPackages(Object.keys(metafile.inputs));
  requireRunsOn(LEAST_NODE, packages);
  mkdirSync(join(folder, 'docs'));
  for (const page of ['command-line.md', 'configuration.md', 'signing-in-headless.md', 'demo-company'])
    cpSync(join(root, 'docs', page), join(folder, 'docs', page), { recursive: true });
  cpSync(join(here, 'README.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), licenceNotices(packages));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(), null, 2)}\n`);
}

const packageJson = () => ({
  ...described('sallyport', 'The command line of Sallyport: privileged access on AWS, asked for and given back'),
  engines: { node: `>=${LEAST_NODE}` },
  bin: { sallyport: 'bin/sallyport.js' },
  optionalDependencies: { [KEYRING]: manifest.optionalDependencies[KEYRING] },
  // Not installed with this package: the versions that `sallyport init` writes into a new deployment.
  devDependencies: Object.fromEntries(['aws-cdk', 'aws-cdk-lib', 'constructs'].map((name) => [name, versionOf(name)])),
});
