import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { region, startCloud } from './cloud/start-cloud.ts';
import type { Cloud } from './cloud/start-cloud.ts';
import { verifySender } from './cloud/verify-sender.ts';
import { startControl, writeFaults } from './control.ts';
import {
  bootstrap,
  deploy,
  hashOfSources,
  listResources,
  readDeployed,
  readOutputs,
  rememberDeployed,
} from './deploy.ts';
import type { Deploying, StackResource } from './deploy.ts';
import { readCompany, writeLocalFile } from './local-file.ts';
import type { Company, LocalFile } from './local-file.ts';
import type { Listener } from './loopback.ts';
import { startOrigin } from './origin.ts';
import type { Home } from './places.ts';
import { requireFreePorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { createProgress, SetupProblem } from './progress.ts';
import type { Print, Progress } from './progress.ts';
import { ensurePython } from './python.ts';
import { claimHome } from './running.ts';
import { startDemoDatabase } from './servers/demo-database.ts';
import type { DemoDatabase } from './servers/demo-database.ts';
import { addDemoVault, seedDemoCompany } from './seed/seed-demo-company.ts';
import { settingsFor } from './settings-for.ts';
import type { LocalChoices } from './settings-for.ts';
import { startSlack } from './slack/start-slack.ts';

export type LocalStackOptions = {
  readonly home: Home;
  readonly ports: Ports;
  readonly print: Print;
  /** Throws away what an earlier run left. */
  readonly fresh?: boolean;
  readonly settings?: LocalChoices;
  /** Aborted: whatever is under way ends, and what was started is stopped. */
  readonly signal?: AbortSignal;
};

export type LocalStack = {
  readonly file: LocalFile;
  readonly cloud: Cloud;
  readonly stop: () => Promise<void>;
  /** Settles when the local cloud is gone, asked or not. */
  readonly cloudEnded: Promise<void>;
};

type Addresses = { readonly issuer: string; readonly slack: string; readonly control: string };

/** Everything that stands in for the cloud, with the product deployed to it and the demo company in it. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { home, ports, print, signal } = options;
  const progress = createProgress(print, signal);
  await mkdir(home.path, { recursive: true, mode: 0o700 });
  const addresses = {
    issuer: `http://localhost:${ports.origin}`,
    slack: `http://localhost:${ports.slack}`,
    control: `http://127.0.0.1:${ports.control}/`,
  };
  const undo: (() => Promise<void> | void)[] = [];
  let stopping = Promise.resolve();
  const stop = () => {
    stopping = stopping.then(async () => {
      for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last();
    });
    return stopping;
  };
  signal?.addEventListener('abort', () => void stop());
  try {
    undo.push(await claimHome(home, { pid: process.pid, origin: addresses.issuer, control: addresses.control }));
    await requireFreePorts(ports);
    await discardBroken(home, options.fresh === true, progress);
    const python = await progress.step('Python environment', ensurePython);
    await writeFaults(home, {});
    const slackToken = await readSlackToken(home);
    const serve = async (listener: Promise<Listener>) => undo.push((await listener).stop);
    const cloudEndpoint = `http://127.0.0.1:${ports.cloud}`;
    await serve(startControl(home, ports.control, { cloudEndpoint, region }));
    await serve(startSlack({ port: ports.slack, token: slackToken, file: home.slackFile }));
    const { demoDatabase, stop: stopDatabase } = await progress.step('Demo database', () =>
      startDemoDatabase({ place: home.databasePlace, port: ports.database }),
    );
    undo.push(stopDatabase);
    const cloud = await progress.step('Local cloud', () =>
      startCloud({
        python,
        place: home.cloudPlace,
        port: ports.cloud,
        log: home.cloudLog,
        faultsFile: home.faultsFile,
      }),
    );
    undo.push(cloud.stop);
    let apiId: string | undefined;
    await serve(startOrigin({ port: ports.origin, cloudEndpoint: cloud.endpoint, apiId: () => apiId }));

    await writeFile(home.settingsFile, JSON.stringify(settingsFor(home, addresses, options.settings), undefined, 2));
    const hash = await hashOfSources(home);
    const known = await readCompany(home.localFile).catch(() => undefined);
    const unchanged = (await readDeployed(home)) === hash && known !== undefined;
    if (unchanged) progress.note('Nothing has changed since the last deployment.');
    else await deployProduct({ cloud, home, signal }, progress);

    const deployed = await readDeployment(cloud);
    apiId = deployed.apiId;
    const seeding = {
      issuer: addresses.issuer,
      api: addresses.issuer,
      demoDatabase,
      localFile: home.localFile,
      print: progress.note,
    };
    const seeded =
      known !== undefined && (unchanged || known.people.length > 0)
        ? known
        : await progress.step('Demo company', async () =>
            seedDemoCompany({
              ...seeding,
              operatorEnvironment: cloud.rootEnvironment,
              slack: { api: `${addresses.slack}/api/`, token: slackToken },
              targetOutputs: await readOutputs(home, 'DemoTargets'),
            }),
          );
    const withoutVault = seeded.vault === null && seeded.people.length > 0;
    const company = withoutVault ? await addDemoVault(seeding, seeded) : seeded;
    const file = describe({ addresses, cloud, deployed, company, demoDatabase });
    await writeLocalFile(home.localFile, file);
    if (!unchanged || withoutVault) {
      await cloud.snapshot();
      await rememberDeployed(home, hash);
      await rm(home.deployingFile, { force: true });
    }
    return { file, cloud, stop, cloudEnded: cloud.ended };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A stack that was killed in the middle of a deployment cannot be deployed to: begin anew, and say so. */
async function discardBroken(home: Home, fresh: boolean, progress: Progress): Promise<void> {
  const interrupted = existsSync(home.deployingFile);
  if (!fresh && !interrupted && existsSync(home.deployedFile)) return;
  if (interrupted) progress.note('The last deployment was interrupted: beginning with an empty local cloud.');
  for (const leftover of [
    ...[home.cloudPlace, home.databasePlace, home.deployedFile, home.localFile, home.slackFile, home.deployLog],
    ...[join(home.path, 'authenticators.json'), join(home.path, 'cdk.out'), home.deployingFile],
  ])
    await rm(leftover, { recursive: true, force: true });
}

async function deployProduct(deploying: Deploying, progress: Progress): Promise<void> {
  const { home } = deploying;
  await writeFile(home.deployingFile, '');
  await rm(home.deployLog, { force: true });
  await verifySender(deploying.cloud, 'example.com');
  await progress.step('cdk bootstrap', () => bootstrap(deploying));
  await progress.step('cdk deploy SallyportData SallyportService', () =>
    deploy(deploying, ['SallyportData', 'SallyportService']),
  );
  // A target trusts Sallyport's functions, so it comes after them.
  await progress.step('cdk deploy DemoTargets', () => deploy(deploying, ['DemoTargets'], 'node local/demo-targets.ts'));
}

type Deployment = {
  readonly apiId: string;
  readonly tables: Readonly<Record<string, string>>;
  readonly stateMachineArn: string | null;
};

async function readDeployment(cloud: Cloud): Promise<Deployment> {
  const data = await listResources(cloud, 'SallyportData');
  const service = await listResources(cloud, 'SallyportService');
  const apiId = ofType(service, 'AWS::ApiGatewayV2::Api')[0]?.physicalId;
  if (apiId === undefined) throw new SetupProblem('SallyportService holds no HTTP API.');
  const byName = (resources: readonly StackResource[]) =>
    Object.fromEntries(
      resources.map(({ logicalId, physicalId }) => [logicalId.replace(/[0-9A-F]{8}$/, ''), physicalId]),
    );
  return {
    apiId,
    tables: byName(ofType(data, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')),
    stateMachineArn: ofType(service, 'AWS::StepFunctions::StateMachine')[0]?.physicalId ?? null,
  };
}

const ofType = (resources: readonly StackResource[], ...types: readonly string[]): readonly StackResource[] =>
  resources.filter(({ type }) => types.includes(type));

type Description = {
  readonly addresses: Addresses;
  readonly cloud: Cloud;
  readonly deployed: Deployment;
  readonly company: Company;
  readonly demoDatabase: DemoDatabase;
};

function describe({ addresses, cloud, deployed, company, demoDatabase }: Description): LocalFile {
  const { issuer, slack, control } = addresses;
  return {
    issuer,
    api: issuer,
    jwksUri: `${issuer}/oauth2/jwks`,
    openapi: `${issuer}/openapi.json`,
    health: `${issuer}/health`,
    console: `${issuer}/console`,
    slack: { page: `${slack}/`, api: `${slack}/api/` },
    control,
    federation: new URL('federation', control).href,
    cloud: { endpoint: cloud.endpoint, region },
    tables: { ...deployed.tables },
    stateMachineArn: deployed.stateMachineArn,
    clients: company.clients,
    people: company.people,
    targets: company.targets,
    vault: company.vault,
    demoDatabase,
  };
}

/** Made once for a home; the product gets it the way an operator would give it. */
async function readSlackToken(home: Home): Promise<string> {
  const place = join(home.path, 'slack-token');
  if (!existsSync(place)) await writeFile(place, `xoxb-local-${randomBytes(12).toString('hex')}`, { mode: 0o600 });
  return (await readFile(place, 'utf8')).trim();
}
