import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, glob, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { account, region } from './cloud/start-cloud.ts';
import type { Cloud } from './cloud/start-cloud.ts';
import { root } from './places.ts';
import type { Home } from './places.ts';
import { SetupProblem } from './progress.ts';
import { pinnedPath } from './python.ts';

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Everything that decides what a deployment makes; local/ counts only where it is deployed or is the cloud. */
const deployedFrom = [
  '{bin,lib,lambdas,src,policies}/**/*',
  'cdk.json',
  'package-lock.json',
  'local/demo-targets.ts',
  'local/requirements.txt',
  'local/cloud/**/*.py',
];

export async function hashOfSources(home: Home): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(deployedFrom, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const file of [...files.sort(), home.settingsFile])
    hash
      .update(file)
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}

export type Deploying = {
  readonly cloud: Cloud;
  readonly home: Home;
  /** Ends what is under way. */
  readonly signal: AbortSignal | undefined;
};

/** The real CDK command line, in a clean environment: no profile, no notices, no telemetry, no key of the user's. */
async function cdk({ cloud, home, signal }: Deploying, args: readonly string[]): Promise<void> {
  const output: string[] = [];
  const code = await new Promise<number | null>((done, failed) => {
    const child = spawn(join(root, 'node_modules', '.bin', 'cdk'), [...args, '--no-notices', '--no-color'], {
      // Bootstrapping reads no app; in the root it would run the one that cdk.json names.
      cwd: args[0] === 'bootstrap' ? home.path : root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
      env: {
        ...cloud.rootEnvironment,
        PATH: pinnedPath(),
        HOME: home.path,
        TMPDIR: process.env['TMPDIR'] ?? '/tmp',
        CDK_HOME: join(home.path, 'cdk'),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
        JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: 'true',
        NODE_COMPILE_CACHE: join(root, '.sallyport', 'compile-cache'),
        SALLYPORT_SETTINGS: home.settingsFile,
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    child.on('error', failed);
    child.on('close', done);
  });
  await appendFile(home.deployLog, `$ cdk ${args.join(' ')}\n${output.join('')}\n`);
  if (code !== 0) {
    throw new SetupProblem(
      `cdk ${args[0]} failed (exit ${code}); all of it is in ${home.deployLog}.\n${theFault(output)}`,
    );
  }
}

/** The CDK lists what failed after hundreds of lines of undoing; a fault of the app itself stands at the end. */
function theFault(output: readonly string[]): string {
  const lines = output.join('').trim().split('\n');
  const from = lines.findIndex((line) => line.startsWith('Failed resources:'));
  return (from === -1 ? lines.slice(-30) : lines.slice(from, from + 12)).join('\n');
}

export const bootstrap = (deploying: Deploying): Promise<void> =>
  cdk(deploying, ['bootstrap', `aws://${account}/${region}`]);

const outputsFile = (home: Home, stacks: readonly string[]): string =>
  join(home.path, `outputs-${stacks.join('-')}.json`);

/** What the last deployment of this one stack put out. */
export async function readOutputs(home: Home, stack: string): Promise<Readonly<Record<string, string>>> {
  const outputs = outputsSchema.parse(JSON.parse(await readFile(outputsFile(home, [stack]), 'utf8')));
  return outputs[stack] ?? {};
}

export async function deploy(deploying: Deploying, stacks: readonly string[], app?: string): Promise<void> {
  const { home } = deploying;
  const file = outputsFile(home, stacks);
  await rm(file, { force: true });
  const place = join(home.path, 'cdk.out', stacks.join('-'));
  await cdk(deploying, [
    ...['deploy', ...stacks, '--require-approval', 'never', '--outputs-file', file, '--output', place],
    ...(app === undefined ? [] : ['--app', app]),
  ]);
}

const resourceSchema = z.object({ logicalId: z.string(), physicalId: z.string(), type: z.string() });
export type StackResource = z.infer<typeof resourceSchema>;

/** What a stack made. CloudFormation's client is not among our packages, and this is one call. */
export async function listResources(cloud: Cloud, stack: string): Promise<readonly StackResource[]> {
  const response = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: 'DescribeStackResources', Version: '2010-05-15', StackName: stack }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`DescribeStackResources of ${stack} answered ${response.status}: ${text}`);
  return [...text.matchAll(/<member>(.*?)<\/member>/gs)].map(([, member = '']) => {
    const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(member)?.[1];
    return resourceSchema.parse({
      logicalId: field('LogicalResourceId'),
      physicalId: field('PhysicalResourceId'),
      type: field('ResourceType'),
    });
  });
}

export const rememberDeployed = (home: Home, hash: string): Promise<void> =>
  writeFile(home.deployedFile, JSON.stringify({ hash }));

const deployedSchema = z.object({ hash: z.string() });

export async function readDeployed(home: Home): Promise<string | undefined> {
  if (!existsSync(home.deployedFile)) return undefined;
  return deployedSchema.parse(JSON.parse(await readFile(home.deployedFile, 'utf8'))).hash;
}
