import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../local/release/manifest.ts';
import { packRelease } from '../../local/release/pack-release.ts';

const root = resolve(import.meta.dirname, '..', '..');
const issuer = 'https://access.example.com';
/** Written into policies when the templates are made, so a release must do that too. */
const settings = { issuer, approvals: { freshSeconds: 123 } };
let place: string;
let deployment: string;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'sallyport release '));
  deployment = join(place, 'my-sallyport');
  const release = join(place, 'release');
  const { version } = await packRelease(release);
  ok(run(root, 'node', 'cli/sallyport.mjs', 'init', deployment, issuer, '--release', release));
  writeFileSync(join(deployment, 'settings.json'), JSON.stringify(settings));
  // In the user's own environment: that is where mirrors, proxies and npm's cache are set.
  const npm = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  ok(spawnSync('npm', npm, { cwd: deployment, encoding: 'utf8' }));
  // An application, which has the SDK already.
  const [client, sdk] = [join(release, `sallyport-vault-client-${version}.tgz`), '@aws-sdk/client-secrets-manager'];
  ok(spawnSync('npm', [...npm, client, `${sdk}@${versionOf(sdk)}`], { cwd: deployment, encoding: 'utf8' }));
}, 240_000);
afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

/** In the environment of somebody who has AWS set up nowhere. */
function run(cwd: string, program: string, ...args: readonly string[]) {
  const bin = join(root, 'node_modules', '.bin');
  const env = {
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: place,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
}

function ok({ status, stdout, stderr }: ReturnType<typeof run>): string {
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const installed = (name: string): string => join(deployment, 'node_modules', name);
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile());
const sallyport = (...args: readonly string[]) =>
  run(deployment, join(deployment, 'node_modules', '.bin', 'sallyport'), ...args);

describe('a package of the release', () => {
  const kinds = {
    sallyport: [
      /^bin\/(sallyport|[\w.-]+-[A-Z0-9]{8})\.js$/,
      /^bin\/xdg-open$/,
      /^docs\/([a-z-]+\.md|demo-company\/[a-z]+\.yaml)$/,
      /^(README\.md|THIRD-PARTY-NOTICES\.txt|package\.json)$/,
    ],
    'sallyport-cdk': [
      /^(lib|src|policies)\/[\w/.-]+\.(js|d\.ts)$/,
      /^lambdas\/[a-z-]+\/environment\.(js|d\.ts)$/,
      /^lib\/elevation\.asl\.json$/,
      /^policies\/(\w+\.cedar|schema\.cedarschema)$/,
      /^functions\/([a-z-]+\/index\.js|bundled\.json)$/,
      /^templates\/[a-z-]+\.(yaml|json)$/,
      /^settings\.(schema|example)\.json$/,
      /^docs\/[a-z-]+\.md$/,
      /^(README\.md|THIRD-PARTY-NOTICES\.txt|package\.json)$/,
    ],
    'sallyport-vault-client': [/^src\/[a-z-]+\.(js|d\.ts)$/, /^(README\.md|package\.json)$/],
  } as const;

  test.each(Object.entries(kinds))('%s holds these kinds of files and no other', (name, allowed) => {
    const files = filesOf(installed(name)).map((file) => relative('.', file));
    expect(files.filter((file) => !allowed.some((kind) => kind.test(file)))).toEqual([]);
    for (const kind of allowed) expect(files.some((file) => kind.test(file))).toBe(true);
  });

  test.each(Object.keys(kinds))('%s names no path of the machine that made it, and no registry', (name) => {
    const telling = filesOf(installed(name)).filter((file) => {
      const text = readFileSync(join(installed(name), file), 'utf8');
      return [root, place, '_authToken', '"_resolved"', '//registry.'].some((each) => text.includes(each));
    });
    expect(telling).toEqual([]);
  });

  test('has every function that is deployed', () => {
    expect(readdirSync(join(installed('sallyport-cdk'), 'functions')).sort()).toEqual(
      [...readdirSync(join(root, 'lambdas')), 'bundled.json'].sort(),
    );
  });
});

describe('the command line of the release', () => {
  test('says the version and the commands that the repository says', () => {
    for (const words of [['--version'], ['--help'], ['request', '--help'], ['bootstrap', '--help']])
      expect(ok(sallyport(...words))).toBe(ok(run(root, 'node', 'cli/sallyport.mjs', ...words)));
  });

  test('reaches what it speaks to, and says so when it cannot', () => {
    const { status, stderr } = sallyport('whoami', '--issuer', 'http://127.0.0.1:9');
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(/sallyport login/);
  });

  test('makes the same new deployment, for any registry, and writes over nothing', () => {
    const again = join(place, 'Another One');
    ok(sallyport('init', again, issuer));
    expect(readFileSync(join(again, 'app.mjs'), 'utf8')).toBe(readFileSync(join(deployment, 'app.mjs'), 'utf8'));
    const written: unknown = JSON.parse(readFileSync(join(again, 'package.json'), 'utf8'));
    const version = ok(sallyport('--version')).trim();
    expect(written).toMatchObject({
      name: 'another-one',
      dependencies: { 'sallyport-cdk': version, 'aws-cdk-lib': expect.stringMatching(/^\d/) },
      devDependencies: { sallyport: version },
    });
    const { status, stderr } = sallyport('init', again, issuer);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/nothing was written/) });
  });

  test.each(['access.example.com', 'http://access.example.com', 'https://access.example.com/', 'https://A.example'])(
    'refuses a new deployment whose issuer is %s',
    (wrong) => {
      const { status, stderr } = sallyport('init', join(place, 'wrong'), wrong);
      expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(wrong) });
    },
  );
});

describe('the vault client', () => {
  test('runs where nothing of Sallyport is, and has types', () => {
    const folder = join(deployment, 'application');
    mkdirSync(folder);
    const code = `import { vaultedCredential } from 'sallyport-vault-client';
      import { heldResource } from 'sallyport-vault-client/held-resource';
      import { isAuthenticationError } from 'sallyport-vault-client/authentication-errors';
      const send = async () => ({ VersionId: 'v', SecretString: '{"password":"p"}' });
      const credential = vaultedCredential({ secretId: 's', client: { send }, isAuthenticationError });
      const held = heldResource(credential, { open: ({ password }) => String(password), close: () => undefined });
      console.log(await held.use(async (password) => password.length));
    `;
    writeFileSync(join(folder, 'run.mjs'), code);
    expect(ok(run(folder, 'node', 'run.mjs'))).toBe('1\n');
    writeFileSync(
      join(folder, 'typed.mts'),
      code.replace('const send = async () =>', 'const send: never = async () =>'),
    );
    writeFileSync(join(folder, 'fine.mts'), code.replace('{ send }', 'undefined as never'));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
    expect(run(folder, 'node', tsc, ...options, ...types, 'fine.mts').stdout).toBe('');
    expect(run(folder, 'node', tsc, ...options, ...types, 'typed.mts').stdout).toMatch(
      /not assignable to type 'never'/,
    );
  }, 60_000);
});

describe('an app of a few lines', () => {
  test('makes the very templates and assets that the repository makes', () => {
    const cdk = join(deployment, 'node_modules', '.bin', 'cdk');
    ok(run(deployment, cdk, 'synth', '--quiet', '--no-notices', '--output', join(place, 'theirs')));
    const ours = ['synth', '--quiet', '--no-notices', '--app', `node ${join(root, 'bin', 'sallyport.ts')}`];
    // Where no cdk.json speaks, and with the settings of the deployment.
    ok(run(deployment, join(root, 'node_modules', '.bin', 'cdk'), ...ours, '--output', join(place, 'ours')));
    const read = (whose: string, file: string) => readFileSync(join(place, whose, file), 'utf8');
    for (const stack of ['SallyportData', 'SallyportService']) {
      expect(read('theirs', `${stack}.template.json`)).toBe(read('ours', `${stack}.template.json`));
      expect(read('theirs', `${stack}.assets.json`)).toBe(read('ours', `${stack}.assets.json`));
    }
    expect(read('theirs', join('functions', 'access', 'policies.json'))).toContain(
      JSON.stringify('@freshSeconds("123")').slice(1, -1),
    );
  }, 60_000);

  const inline = (given: unknown): string =>
    `require('sallyport-cdk').sallyport(new (require('aws-cdk-lib').App)(), { settings: ${JSON.stringify(given)} })`;

  test('may have its settings inline, and may be CommonJS', () => {
    const file = join(deployment, 'inline.cjs');
    writeFileSync(file, `${inline(settings)}.data.node.root.synth()`);
    ok(run(deployment, 'node', '--no-warnings', file));
  }, 60_000);

  test('is told what is wrong with them', () => {
    const { status, stderr } = run(deployment, 'node', '--no-warnings', '-e', inline({ issuer, acounts: [] }));
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/acounts.*accounts/s) });
  });

  test('has no crash points to ask for', () => {
    const local = { issuer, environment: 'local', crashPointsFile: '/tmp/faults.json' };
    const { status, stderr } = run(deployment, 'node', '--no-warnings', '-e', inline(local));
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/a release has no crash/) });
  });

  test('is checked by TypeScript: what is exported has types', () => {
    const folder = join(deployment, 'typed');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'app.mts'),
      `import { App, Stack } from 'aws-cdk-lib';
       import { AccountAccess, sallyport, TargetRole, type WrittenSettings } from 'sallyport-cdk';
       const settings: WrittenSettings = { issuer: '${issuer}', logRetentionDays: 30 };
       const app = new App();
       const { service } = sallyport(app, { settings });
       const roles = new Stack(app, 'Roles', { env: { account: service.account, region: service.region } });
       const role = new TargetRole(roles, 'Operator', { targetName: 'operator', description: 'x', externalId: 'abc' });
       export const arn: string = role.roleArn;
       new AccountAccess(roles, 'Access', { sallyportAccount: '111122223333' });
       // @ts-expect-error a setting that is not there
       sallyport(app, { settings: { issuer: '${issuer}', nothing: true } });
      `,
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
    expect(run(deployment, 'node', tsc, ...options, ...types, join(folder, 'app.mts')).stdout).toBe('');
  }, 60_000);
});
