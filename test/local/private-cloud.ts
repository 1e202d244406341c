import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../../local/cloud/start-cloud.ts';
import type { Cloud } from '../../local/cloud/start-cloud.ts';
import { listResources } from '../../local/deploy.ts';
import { ensurePython } from '../../local/python.ts';

export const region = 'us-east-1';
export const account = '000000000000';

export type PrivateCloud = Cloud & {
  /** Options of an AWS client that acts as the root of the account. */
  readonly asRoot: ClientOptions;
  readonly as: (credentials: Credentials) => ClientOptions;
  readonly writeFaults: (faults: object) => Promise<void>;
  /** Makes or updates a stack and answers what it made: physical ids by logical ids. */
  readonly deploy: (name: string, resources: object) => Promise<Readonly<Record<string, string>>>;
  /** Stops it and starts it again on what it kept. */
  readonly restart: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** What it says while it runs. */
  readonly logFile: string;
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};
export type ClientOptions = {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
};

/** A local cloud of a test's own, with our patches, on a free port. */
export async function startPrivateCloud(): Promise<PrivateCloud> {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  const faultsFile = join(home, 'faults.json');
  const place = join(home, 'cloud');
  const port = await freePort();
  const python = await ensurePython();
  const logFile = join(home, 'cloud.log');
  const start = () => startCloud({ python, place, port, log: logFile, faultsFile });
  let running = await start();
  const cloud = running;
  const as = (credentials: Credentials) => ({ region, endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
  let writings = 0;
  return {
    ...cloud,
    logFile,
    as,
    asRoot: as({ accessKeyId: 'test', secretAccessKey: 'test' }),
    writeFaults: (faults) => writeFile(faultsFile, JSON.stringify({ id: String((writings += 1)), ...faults })),
    deploy: (name, resources) => deployStack(cloud, name, resources),
    restart: async () => {
      await running.stop();
      running = await start();
    },
    end: async () => {
      await running.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : failed(new Error('no port'))));
    });
  });
}

const allowed = { 'Capabilities.member.1': 'CAPABILITY_IAM' };

async function deployStack(cloud: Cloud, name: string, resources: object): Promise<Readonly<Record<string, string>>> {
  const parameters = { StackName: name, TemplateBody: JSON.stringify({ Resources: resources }), ...allowed };
  const created = await cloudFormation(cloud, { Action: 'CreateStack', ...parameters });
  if (created.includes('AlreadyExists')) await cloudFormation(cloud, { Action: 'UpdateStack', ...parameters });
  else if (created.includes('<ErrorResponse')) throw new Error(created);
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(100)) {
    const text = await cloudFormation(cloud, { Action: 'DescribeStacks', StackName: name });
    const status = /<StackStatus>(.*?)<\/StackStatus>/.exec(text)?.[1] ?? '';
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') {
      const made = await listResources(cloud, name);
      return Object.fromEntries(made.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
    }
    if (/ROLLBACK|FAILED/.test(status)) {
      throw new Error(await cloudFormation(cloud, { Action: 'DescribeStackEvents', StackName: name }));
    }
  }
  throw new Error(await cloudFormation(cloud, { Action: 'DescribeStackEvents', StackName: name }));
}

async function cloudFormation(cloud: Cloud, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Version: '2010-05-15', ...parameters }),
  });
  return response.text();
}

/** An execution role and a function with the given source, for a template. */
export const functionResources = (name: string, source: string, properties: object = {}): object => ({
  [`${name}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  [name]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
      Code: { ZipFile: source },
      Timeout: 5,
      ...properties,
    },
  },
});

/** Polls until the value is there. */
export async function eventually<T>(read: () => Promise<T | undefined>, milliseconds = 15_000): Promise<T> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await sleep(50)) {
    const value = await read();
    if (value !== undefined) return value;
  }
  throw new Error('it did not happen in time');
}
