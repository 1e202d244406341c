import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinnedPath } from '../python.ts';
import { root, sharedPlace } from '../places.ts';
import { SetupProblem } from '../progress.ts';

export const region = 'us-east-1';
export const account = '000000000000';
/** Another account of the same local cloud: it keeps accounts apart, and its root's key is its number. */
export const otherAccount = '222222222222';

/** A role that tests adopt: the settings of this machine name it before it is there. */
export const adoptedRole = `arn:aws:iam::${account}:role/LegacyOperator`;

export type Cloud = {
  readonly endpoint: string;
  /** What an AWS client on this machine needs to act as the root of the local account. */
  readonly rootEnvironment: Readonly<Record<string, string>>;
  /** Writes the state down now: what a crash returns to. */
  readonly snapshot: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Settles when its process is gone, asked or not. */
  readonly ended: Promise<void>;
};

export type CloudOptions = {
  readonly python: string;
  readonly place: string;
  readonly port: number;
  readonly log: string;
  readonly faultsFile: string;
};

/** Starts MiniStack with our patches, IAM enforced, in an environment of its own: its functions inherit that. */
export async function startCloud({ python, place, port, log, faultsFile }: CloudOptions): Promise<Cloud> {
  const folder = (name: string) => join(place, name);
  for (const name of ['state', 's3']) await mkdir(folder(name), { recursive: true });
  const scratch = await emptyScratch(place);
  const output = openSync(log, 'w');
  const retry = process.env['SALLYPORT_ROTATION_RETRY_SECONDS'];
  const child = spawn(python, [join(root, 'local', 'cloud', 'launcher.py')], {
    // Its own group, so that it and all its workers can be ended together; its stdin is the cord to this process.
    detached: true,
    stdio: ['pipe', output, output],
    cwd: place,
    env: {
      PATH: pinnedPath(),
      HOME: place,
      LANG: 'C.UTF-8',
      TMPDIR: scratch,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      AUTH: 'true',
      LAMBDA_EXECUTOR: 'local',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      PERSIST_STATE: '1',
      S3_PERSIST: '1',
      STATE_DIR: folder('state'),
      S3_DATA_DIR: folder('s3'),
      CLOUDTRAIL_RECORDING: '1',
      // Compiled Python belongs with what is thrown away, not beside its source.
      PYTHONPYCACHEPREFIX: join(sharedPlace, 'pycache'),
      MINISTACK_REGION: region,
      SALLYPORT_FAULTS_FILE: faultsFile,
      ...(retry && { SALLYPORT_ROTATION_RETRY_SECONDS: retry }),
    },
  });
  closeSync(output);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, `${endpoint}/_ministack/health`, log);
  } catch (error) {
    await endGroup(child, 0);
    throw error;
  }
  return {
    endpoint,
    rootEnvironment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    ended: exitOf(child),
    snapshot: () => snapshot(child, folder('state')),
    stop: async () => {
      await endGroup(child, 20_000);
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/**
 * Where functions are unpacked: outside the repository, whose package.json would make their CommonJS bundles ES modules
 * and whose node_modules would hide that something was not bundled.
 */
async function emptyScratch(place: string): Promise<string> {
  const scratch = join(tmpdir(), `sallyport-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { mode: 0o700 });
  return scratch;
}

async function untilReady(child: ChildProcess, health: string, log: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.pid === undefined) break;
    const ready = await fetch(health).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  const tail = readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n');
  throw new SetupProblem(`The local cloud did not start. The end of ${log}:\n${tail}`);
}

/** The launcher answers SIGUSR1 by saving and then touching the file `saved`. */
async function snapshot(child: ChildProcess, state: string): Promise<void> {
  const saved = () => statSync(join(state, 'saved'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const before = saved();
  child.kill('SIGUSR1');
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) if (saved() > before) return;
  throw new Error('The local cloud did not write its state down within 30 s.');
}

/** SIGTERM lets it save; after the grace, and for every worker that is left, SIGKILL. */
async function endGroup(child: ChildProcess, graceMilliseconds: number): Promise<void> {
  const group = child.pid;
  if (group === undefined) return;
  const ended = exitOf(child);
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(graceMilliseconds, undefined, { ref: false })]);
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
  await ended;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });
}
