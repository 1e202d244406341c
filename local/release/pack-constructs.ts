import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';
import { bundleSources } from '../../lib/bundle-sources.ts';
import { deployedVersion } from '../../lib/deployed-version.ts';
import { root } from '../places.ts';
import { bundledPackages, licenceNotices } from './bundled-packages.ts';
import { described, versionOf } from './manifest.ts';

/** Bundles are in the release; what makes them is named in the code of lib/, and never reached. */
const notReached = ['esbuild'];
/** What an app of the CDK has one of: the user's own, of the same major version. */
const peers = ['aws-cdk-lib', 'constructs'];
/** A CommonJS app, as `cdk init` makes them, can `require` ES modules from here on. */
const LEAST_NODE = '22.12.0';

/** What an operator reads who has the package and not the repository. */
const pages = [
  'backup-and-restore.md',
  'deployment-permissions.md',
  'operating.md',
  'releases.md',
  'removal.md',
  'settings.md',
  'target-roles.md',
];

/**
 * The construct library: what lib/ is, as JavaScript with its types, and every function bundled already, so that a
 * synthesis needs no bundler and makes the same assets on every machine.
 */
export function stageConstructs(folder: string): void {
  compile(folder);
  const inputs = stageFunctions(join(folder, 'functions'));
  const files = [
    ...readdirSync(join(root, 'policies')).filter((name) => /\.(cedar|cedarschema)$/.test(name)),
    'elevation.asl.json',
  ];
  for (const file of files) {
    const place = file.endsWith('.json') ? 'lib' : 'policies';
    copyFileSync(join(root, place, file), join(folder, place, file));
  }
  cpSync(join(root, 'templates'), join(folder, 'templates'), { recursive: true });
  for (const file of ['settings.schema.json', 'settings.example.json'])
    copyFileSync(join(root, file), join(folder, file));
  mkdirSync(join(folder, 'docs'));
  for (const page of pages) copyFileSync(join(root, 'docs', page), join(folder, 'docs', page));
  copyFileSync(join(root, 'local', 'release', 'constructs', 'README.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), licenceNotices(bundledPackages([...new Set(inputs)])));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(folder), null, 2)}\n`);
}

function compile(folder: string): void {
  const project = join(root, 'local', 'release', 'constructs', 'tsconfig.json');
  execFileSync(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project, '--outDir', folder],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
}

/** Code alone; what else a function needs beside it is written down, and added at synthesis. */
function stageFunctions(folder: string): readonly string[] {
  const bundled = readdirSync(join(root, 'lambdas')).map((name) => {
    const { inputs, ...needs } = bundleSources(name, join(folder, name), {});
    return { name, needs, inputs };
  });
  const needed = Object.fromEntries(bundled.map(({ name, needs }) => [name, needs]));
  writeFileSync(join(folder, 'bundled.json'), `${JSON.stringify(needed, null, 2)}\n`);
  return bundled.flatMap(({ inputs }) => inputs);
}

function packageJson(folder: string) {
  const imported = importedPackages(folder);
  const needed = imported.filter((name) => ![...peers, ...notReached].includes(name));
  return {
    ...described('sallyport-cdk', 'Sallyport as a construct library: privileged access for a company on AWS'),
    engines: { node: `>=${LEAST_NODE}` },
    exports: {
      '.': { types: './lib/sallyport.d.ts', default: './lib/sallyport.js' },
      './package.json': './package.json',
      './templates/*': './templates/*',
      './settings.schema.json': './settings.schema.json',
    },
    dependencies: Object.fromEntries(needed.map((name) => [name, versionOf(name)])),
    peerDependencies: Object.fromEntries(peers.map((name) => [name, `^${versionOf(name)}`])),
    gitHead: deployedVersion().commit,
  };
}

/** What the compiled files, types included, import by name: nothing has to be listed, so nothing can be forgotten. */
function importedPackages(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(js|d\.ts)$/.test(file) && !file.startsWith('functions'),
  );
  const names = files.flatMap((file) =>
    preProcessFile(readFileSync(join(folder, file), 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => !/^(\.|node:)/.test(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  );
  return [...new Set(names)].sort();
}
