import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ensurePython } from '../../local/python.ts';

/** An index of a test's table; a number key is marked, everything else is text. */
export interface BareIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly sortKeyType?: 'S' | 'N';
}

/** The local cloud with nothing in it, nobody to ask for permission, and nothing kept. */
export interface BareCloud {
  readonly endpoint: string;
  /** What any AWS client needs to speak to it. */
  readonly clientOptions: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly documents: DynamoDBDocumentClient;
  /** Makes a table with keys `pk` and `sk`, as all of ours have; returns its name. */
  readonly table: (name: string, indexes?: readonly BareIndex[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

// Ends with its standard input, so that a test that is killed leaves nothing behind.
const program = `
import os, signal, sys, threading
def end_with_parent():
    while os.read(0, 4096): pass
    os.killpg(os.getpgrp(), signal.SIGKILL)
threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
from ministack.app import main
main()
`;

export async function bareCloud(): Promise<BareCloud> {
  const venv = process.env['SALLYPORT_VENV'];
  const python = venv === undefined ? await ensurePython() : join(venv, 'bin', 'python');
  const place = await mkdtemp(join(tmpdir(), 'sallyport-bare-'));
  const port = await freePort();
  const child = spawn(python, ['-c', program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    cwd: place,
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: place,
      TMPDIR: place,
      LANG: 'C.UTF-8',
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await rm(place, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  if (!(await ready(child, endpoint))) {
    await stop();
    throw new Error(`the bare local cloud did not start (${python}):\n${said.join('').slice(-2000)}`);
  }
  const clientOptions = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new DynamoDBClient(clientOptions);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    endpoint,
    clientOptions,
    documents,
    async table(name, indexes = []) {
      await client.send(createTable(name, indexes));
      return name;
    },
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

function createTable(name: string, indexes: readonly BareIndex[]): CreateTableCommand {
  const types = new Map<string, 'S' | 'N'>([
    ['pk', 'S'],
    ['sk', 'S'],
  ]);
  for (const { partitionKey, sortKey, sortKeyType = 'S' } of indexes)
    types.set(partitionKey, 'S').set(sortKey, sortKeyType);
  const keySchema = (hash: string, range: string): GlobalSecondaryIndex['KeySchema'] => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema('pk', 'sk'),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: keySchema(partitionKey, sortKey),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  });
}

async function ready(child: ChildProcess, endpoint: string): Promise<boolean> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null || child.pid === undefined) return false;
    const answered = await fetch(`${endpoint}/_ministack/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return true;
  }
  return false;
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no free port')),
      );
    });
  });
}
