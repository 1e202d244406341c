import { join, resolve } from 'node:path';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '..');

/** What every home shares: nothing in it belongs to one run. */
export const sharedPlace = join(root, '.sallyport');

export type Home = {
  readonly path: string;
  readonly localFile: string;
  readonly settingsFile: string;
  readonly faultsFile: string;
  readonly runningFile: string;
  readonly deployedFile: string;
  readonly deployingFile: string;
  readonly outputsFile: string;
  readonly cloudPlace: string;
  readonly databasePlace: string;
  readonly slackFile: string;
  readonly deployLog: string;
  readonly cloudLog: string;
};

/** Everything that one running stack keeps, so that several can run beside each other. */
export function homeAt(path: string): Home {
  const home = resolve(root, path);
  return {
    path: home,
    localFile: join(home, 'local.json'),
    settingsFile: join(home, 'settings.json'),
    faultsFile: join(home, 'faults.json'),
    runningFile: join(home, 'running.json'),
    deployedFile: join(home, 'deployed.json'),
    deployingFile: join(home, 'deploying'),
    outputsFile: join(home, 'outputs.json'),
    cloudPlace: join(home, 'cloud'),
    databasePlace: join(home, 'postgresql'),
    slackFile: join(home, 'slack.json'),
    deployLog: join(home, 'deploy.log'),
    cloudLog: join(home, 'cloud.log'),
  };
}
