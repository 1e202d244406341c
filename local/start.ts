import { parseArgs } from 'node:util';
import { startLocalStack } from './local-stack.ts';
import { homeAt } from './places.ts';
import { readPorts } from './ports.ts';
import { SetupProblem } from './progress.ts';
import { AlreadyRunning } from './running.ts';
import { untilToldToStop } from './stopping.ts';

const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
const print = (line: string) => process.stdout.write(`${line}\n`);
const home = homeAt(process.env['SALLYPORT_HOME'] ?? '.sallyport');
const toldToStop = untilToldToStop();

try {
  const started = Date.now();
  print('Starting Sallyport on this machine …');
  const abort = new AbortController();
  const ports = readPorts(process.env);
  const starting = startLocalStack({ home, ports, print, fresh: values.fresh, signal: abort.signal });
  const first = await Promise.race([starting, toldToStop]);
  if (first === undefined) {
    print('Stopping …');
    abort.abort();
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
    print('Stopped before it was ready; the next start begins where it is safe to.');
    process.exit(130);
  }
  const { file, stop, cloudEnded } = first;
  print(
    [
      '',
      `Sallyport runs (${Math.round((Date.now() - started) / 1000)} s). Ctrl-C stops it; the next start takes seconds.`,
      '',
      `  console   ${file.console}`,
      `  API       ${file.api}   (${file.openapi})`,
      `  issuer    ${file.issuer}/.well-known/openid-configuration`,
      `  Slack     ${file.slack.page}`,
      `  faults    ${file.control}faults`,
      `  sign-in   ${file.federation}   (of the AWS console)`,
      `  database  ${file.demoDatabase.host}:${file.demoDatabase.port}/${file.demoDatabase.database} (PostgreSQL over TLS)`,
      `  cloud     ${file.cloud.endpoint} (AWS, ${file.cloud.region})`,
      `  all of it ${home.localFile}`,
      '',
      ...(file.people.length === 0
        ? []
        : [
            'The demo company (passwords and authenticator secrets are in that file):',
            ...file.people.map(({ name, email }) => `  ${name.padEnd(8)} ${email}`),
            '',
          ]),
      'Try, in another terminal:  npm run demo',
      '',
    ].join('\n'),
  );
  const lost = await Promise.race([toldToStop, cloudEnded.then(() => 'lost' as const)]);
  print(lost === undefined ? 'Stopping …' : `The local cloud ended by itself; its last words are in ${home.cloudLog}.`);
  await stop();
  if (lost !== undefined) process.exit(1);
  print('Stopped; nothing is left running.');
} catch (error) {
  if (error instanceof AlreadyRunning) {
    print(`${error.message} See ${home.localFile}.`);
    process.exit(0);
  }
  if (!(error instanceof SetupProblem)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
process.exit(0);
