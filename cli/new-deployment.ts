import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { version } from './version.ts';

export interface NewDeployment {
  readonly folder: string;
  readonly issuer: string;
  /** Where the packages of the release lie; nothing for the registry that npm is set to. */
  readonly release: string | undefined;
}

/** The files of a deployment of one's own, by name: an app of the CDK and nothing that is not edited or run. */
export function newDeployment({ folder, issuer, release }: NewDeployment): Readonly<Record<string, string>> {
  return {
    'package.json': json({
      name: packageName(folder),
      private: true,
      type: 'module',
      dependencies: {
        'aws-cdk-lib': tried('aws-cdk-lib'),
        constructs: tried('constructs'),
        'sallyport-cdk': packageAt(release, 'sallyport-cdk'),
      },
      devDependencies: { 'aws-cdk': tried('aws-cdk'), sallyport: packageAt(release, 'sallyport') },
    }),
    'app.mjs': [
      "import { App } from 'aws-cdk-lib';",
      "import { sallyport } from 'sallyport-cdk';",
      '',
      '// Two stacks, SallyportData and SallyportService, by what settings.json says.',
      'sallyport(new App());',
      '',
    ].join('\n'),
    'settings.json': json({ $schema: './node_modules/sallyport-cdk/settings.schema.json', issuer }),
    'cdk.json': json({ app: 'node app.mjs', versionReporting: false }),
    '.gitignore': 'node_modules/\ncdk.out/\n',
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const packageName = (folder: string): string =>
  basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'sallyport-deployment';

/** The release of this very command line, so that both packages are of one version. */
function packageAt(release: string | undefined, name: string): string {
  if (release === undefined) return version();
  const file = `${name}-${version()}.tgz`;
  return /^https:\/\//.test(release) ? `${release.replace(/\/+$/, '')}/${file}` : `file:${resolve(release, file)}`;
}

/** The version that this release was tried with. The packed command line carries these in its package.json too. */
function tried(name: string): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const versions = inside(content, 'devDependencies');
  const found = inside(versions, name);
  if (typeof found !== 'string') throw new Error(`this release does not say which ${name} it was tried with`);
  return found;
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
