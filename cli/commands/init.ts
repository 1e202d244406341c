import { argument, command, option } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';

export const init = command({
  more: [
    'Makes a folder with an app of the AWS CDK of a few lines, its settings and its package.json, which name this',
    'release. Nothing is deployed, and a file that is there already is never written over.',
    '',
    '  sallyport init my-sallyport https://access.example.com',
  ].join('\n'),
  arguments: {
    folder: argument('the folder to make'),
    issuer: argument('the https:// origin that the deployment will have; it never changes afterwards'),
  },
  options: {
    release: option('PLACE', 'the folder or https:// address with the packages of the release, if in no registry'),
  },
  async run({ out }, { folder, issuer }, { release }) {
    const { newDeployment } = await import('../new-deployment.ts');
    const { writeFolder } = await import('../write-folder.ts');
    const files = newDeployment({ folder, issuer: httpsOrigin(issuer), release });
    writeFolder(folder, files);
    out.result({ folder, files: Object.keys(files) }, () => [
      `${folder} has ${Object.keys(files).join(', ')}. Next:`,
      '',
      `  cd ${folder}`,
      '  npm install',
      '  npx cdk bootstrap                 once for the account and region',
      '  npx cdk deploy --all',
      '  npx sallyport bootstrap --name "…" --email …',
      '',
      'settings.json says what is deployed; node_modules/sallyport-cdk/docs/settings.md says what may stand in it, and',
      'docs/releases.md beside it how to upgrade and go back. People, groups, targets and rules can be files as well:',
      'node_modules/sallyport/docs/configuration.md. Keep the folder, with package-lock.json, in git.',
    ]);
    return exitCodes.done;
  },
});

function httpsOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : undefined;
  if (origin === text && text.startsWith('https://')) return text;
  throw new UsageError(
    `the issuer is "${text}"; an https:// origin in small letters without a path is allowed, like https://access.example.com`,
  );
}
