import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');

interface Source {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Every module it names: a path relative to the root for files, else the package. */
  readonly imports: readonly string[];
}

const folders = ['bin', 'lib', 'lambdas', 'src', 'policies', 'local', 'packages', 'test', 'cli', 'bench'];
const sources: readonly Source[] = folders.flatMap(filesUnder).map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return { path, text, imports: importedFiles.map(({ fileName }) => named(path, fileName)) };
});

function filesUnder(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

function named(from: string, module: string): string {
  return module.startsWith('.') ? relative(root, resolve(root, dirname(from), module)).replaceAll(sep, '/') : module;
}

const under = (prefix: string) => sources.filter(({ path }) => path.startsWith(prefix));
const isFile = (module: string) => folders.some((folder) => module.startsWith(`${folder}/`));

/** Each wrong import as "from → to", so that a failure names it. */
const importsOf = (files: readonly Source[], wrong: (module: string, from: Source) => boolean): string[] =>
  files.flatMap((file) => file.imports.filter((each) => wrong(each, file)).map((each) => `${file.path} → ${each}`));

/** What each folder of src/ may import besides itself. Left to right; folders of one level do not know each other. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  audit: ['kernel'],
  authorization: ['kernel'],
  http: ['kernel', 'audit', 'authorization'],
  identity: ['kernel', 'audit', 'authorization'],
  access: ['kernel', 'audit', 'authorization', 'identity'],
  targets: ['kernel', 'audit', 'authorization', 'identity', 'access'],
  vault: ['kernel', 'audit', 'authorization', 'identity', 'access'],
  // People, groups, targets and rules changed as one.
  configuration: ['kernel', 'audit', 'authorization', 'identity', 'access'],
  // Delivery too: routes of the API over the use cases.
  api: ['kernel', 'audit', 'authorization', 'http', 'identity', 'access', 'targets', 'vault', 'configuration'],
  // The console is delivery: pages over the use cases.
  console: ['kernel', 'audit', 'authorization', 'http', 'identity', 'access', 'targets'],
};

/**
 * Where a capability meets its callers: its adapters, its pages, and what a function of the workflow is wrapped in.
 * These may speak HTTP; what decides may not.
 */
const isDoor = (path: string) =>
  /\/(adapters|pages)\//.test(path) ||
  ['src/access/workflow-task.ts', 'src/identity/sign-in/answer-userinfo.ts'].includes(path);

describe('imports go one way', () => {
  test('the parser sees them: an import, a type, a re-export and a dynamic one', () => {
    const text = `import a from './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; await import('./d.ts');`;
    const { importedFiles } = ts.preProcessFile(text, true, true);
    expect(importedFiles.map(({ fileName }) => fileName).sort()).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts']);
    expect(sources.length).toBeGreaterThan(50);
  });

  test('every folder of src/ has its place', () => {
    const present = new Set(under('src/').map(({ path }) => path.split('/')[1]));
    expect([...present].filter((folder) => !(folder !== undefined && folder in mayImport))).toEqual([]);
  });

  test.each(Object.entries(mayImport))('src/%s imports only what lies to its left', (folder, allowed) => {
    const open = [folder, ...allowed].map((each) => `src/${each}/`);
    const doors = ['kernel', 'audit', 'authorization'].includes(folder) ? [] : ['src/http/'];
    const wrong = (to: string, { path }: Source) =>
      isFile(to) && ![...open, ...(isDoor(path) ? doors : [])].some((each) => to.startsWith(each));
    expect(importsOf(under(`src/${folder}/`), wrong)).toEqual([]);
  });

  test('no AWS or Lambda type in src/ outside adapters/ and http/', () => {
    const product = under('src/').filter(({ path }) => !path.includes('/adapters/') && !path.startsWith('src/http/'));
    expect(
      importsOf(product, (to) => /^(@aws-sdk\/|@aws-lambda-powertools\/|@smithy\/|aws-lambda$|@middy\/)/.test(to)),
    ).toEqual([]);
  });

  test('a domain file does not reach for its adapters; memory ones are for tests', () => {
    const domain = under('src/').filter(({ path }) => !path.includes('/adapters/'));
    expect(importsOf(domain, (to) => to.includes('/adapters/'))).toEqual([]);
    const deployed = [...under('src/'), ...under('lambdas/')].filter(({ path }) => !/\/adapters\/memory-/.test(path));
    expect(importsOf(deployed, (to) => /\/adapters\/memory-/.test(to))).toEqual([]);
  });

  test('lib/ sees of lambdas/ only environments, and of src/ only contracts, kernel, the shape of policies and of lent roles', () => {
    expect(importsOf(under('lib/'), (to) => to.startsWith('lambdas/') && !to.endsWith('/environment.ts'))).toEqual([]);
    const open = [
      'src/http/contract/',
      'src/http/operation.ts',
      'src/kernel/',
      'src/authorization/policy-set.ts',
      // How lent roles are named and bounded: said once, for the role's construct and for who rewrites its boundary.
      'src/access/target.ts',
      'src/targets/aws-role/boundary.ts',
      'src/targets/aws-role/trust.ts',
      'src/targets/aws-role/account-access.ts',
      'src/vault/secret-of.ts',
    ];
    expect(
      importsOf(under('lib/'), (to) => to.startsWith('src/') && !open.some((each) => to.startsWith(each))),
    ).toEqual([]);
  });

  test('what is deployed does not know what stands in for the cloud, nor the tests', () => {
    const deployed = ['bin/', 'lib/', 'lambdas/', 'src/', 'policies/'].flatMap(under);
    expect(importsOf(deployed, (to) => /^(local|test|cli)\//.test(to))).toEqual([]);
  });

  test('functions do not import each other, and each is an environment and a handler', () => {
    expect(
      importsOf(under('lambdas/'), (to, { path }) => to.startsWith('lambdas/') && dirname(to) !== dirname(path)),
    ).toEqual([]);
    for (const { path } of under('lambdas/')) expect(path).toMatch(/^lambdas\/[a-z-]+\/(environment|handler)\.ts$/);
  });
});

describe('the demo and the integration tests stand outside', () => {
  const outside = [...under('local/demo'), ...under('local/headless/'), ...under('test/integration/')].filter(
    // Deploys the roles that are lent: a CDK app, no part of the walk.
    ({ path }) => path !== 'local/demo-targets.ts',
  );

  test('they import nothing of the product', () => {
    expect(importsOf(outside, (to) => /^(src|lib|lambdas|policies|bin)\//.test(to))).toEqual([]);
  });

  test('only the file that uses the credentials of a grant has an AWS client', () => {
    const withClient = outside.filter(({ imports }) => imports.some((each) => /^@(aws-sdk|smithy)\//.test(each)));
    expect(withClient.map(({ path }) => basename(path)).filter((name) => name !== 'use-credentials.ts')).toEqual([]);
    expect(withClient.length).toBeLessThanOrEqual(1);
  });

  test('they hold no signing key', () => {
    expect(outside.filter(({ text }) => /SignJWT|importPKCS8|createSign|\bsign\(/.test(text))).toEqual([]);
  });
});

describe('the command line stands outside', () => {
  test('it speaks HTTP, and imports nothing of the product nor of what stands in for the cloud', () => {
    // What an adopted role trusts and wears is said once: the operator's command writes what the product expects.
    const said = ['boundary', 'trust', 'read-trust'].map((name) => `src/targets/aws-role/${name}.ts`);
    const wrong = (to: string, { path }: Source) =>
      /^(src|lib|lambdas|policies|bin|local|test)\//.test(to) &&
      !(dirname(path) === 'cli/operator' && said.includes(to));
    expect(importsOf(under('cli/'), wrong)).toEqual([]);
  });

  test('AWS clients are for the commands that use AWS credentials', () => {
    const withClient = under('cli/').filter(({ imports }) => imports.some((each) => /^@(aws-sdk|smithy)\//.test(each)));
    expect(withClient.map(({ path }) => dirname(path)).filter((folder) => folder !== 'cli/operator')).toEqual([]);
  });
});

describe('the vault client stands alone', () => {
  test('an application that has it has nothing else of Sallyport, and nothing of Sallyport has it', () => {
    const own = (to: string) => to.startsWith('packages/vault-client/') || to === '@aws-sdk/client-secrets-manager';
    expect(under('packages/').length).toBeGreaterThan(0);
    expect(importsOf(under('packages/'), (to) => !own(to))).toEqual([]);
    const product = sources.filter(({ path }) => !/^(packages|test)\//.test(path));
    expect(importsOf(product, (to) => to.startsWith('packages/'))).toEqual([]);
  });
});

describe('a principal comes from the gate alone', () => {
  const product = [...under('src/'), ...under('lambdas/')];

  test('nothing else turns a value into one', () => {
    const casts = product.filter(({ text }) => /as (unknown as )?VerifiedPrincipal\b|<VerifiedPrincipal>/.test(text));
    expect(casts.map(({ path }) => path)).toEqual(['src/http/gate.ts']);
  });

  test('only the wrapper around handlers and the gate of the pages ask the gate for one', () => {
    const askers = (name: string) =>
      product
        .filter(({ text }) => new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '[^']*/gate\\.ts'`).test(text))
        .map(({ path }) => path);
    expect(askers('principalOf')).toEqual(['src/http/api.ts']);
    expect(askers('admit').filter((path) => !/^src\/(http|console)\/.*gate[^/]*\.ts$/.test(path))).toEqual([]);
  });

  test('`as unknown as` stands nowhere else', () => {
    expect(product.filter(({ text }) => text.includes('as unknown as')).map(({ path }) => path)).toEqual([
      'src/http/gate.ts',
    ]);
  });
});

describe('every file', () => {
  test('has a name that says something, in kebab-case', () => {
    const nothing = /(^|-)(utils?|helpers?|common|shared|misc|managers?|services?)(-|\.|$)/;
    // The stack's name is AWS's word for what it holds.
    const excused = ['lib/service-stack.ts'];
    expect(
      sources.filter(({ path }) => nothing.test(basename(path)) && !excused.includes(path)).map((f) => f.path),
    ).toEqual([]);
    expect(
      sources.filter(({ path }) => !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(basename(path))).map((f) => f.path),
    ).toEqual([]);
  });

  test('is one idea: at most 300 lines, a handler 60, a list of test cases 450', () => {
    const most = (path: string) => (/^lambdas\/.*handler\.ts$/.test(path) ? 60 : path.startsWith('test/') ? 450 : 300);
    const written = sources.filter(({ path }) => path !== 'cli/api-types.ts');
    const long = written
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > most(path));
    expect(long).toEqual([]);
  });

  test('is finished, and no test of it is left out', () => {
    const unfinished =
      /\b(TODO|FIXME|XXX)\b|\b(test|it|describe)\.(skip|only|todo)\b|\b(xit|fit|xtest|fdescribe|xdescribe)\(/;
    expect(
      sources
        .filter(({ path, text }) => path !== 'test/architecture.test.ts' && unfinished.test(text))
        .map((f) => f.path),
    ).toEqual([]);
  });

  test('names no path of the machine it was written on', () => {
    const here = new RegExp(`(^|[\\s'"\`=(])/(${['work', 'root'].join('|')})/`, 'm');
    expect(sources.filter(({ text }) => here.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('exports by name', () => {
    expect(
      sources.filter(({ path, text }) => path.endsWith('.ts') && /^export default/m.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });
});

test('the lock file names no registry', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
});
