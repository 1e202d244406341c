import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { SetupProblem } from './progress.ts';

export type Ports = {
  readonly origin: number;
  readonly cloud: number;
  readonly slack: number;
  readonly control: number;
  readonly database: number;
};

const named = {
  origin: { variable: 'SALLYPORT_PORT', usual: 4500, what: 'the origin (issuer, API, console)' },
  cloud: { variable: 'SALLYPORT_CLOUD_PORT', usual: 4566, what: 'the local cloud' },
  slack: { variable: 'SALLYPORT_SLACK_PORT', usual: 4570, what: 'the local Slack' },
  control: { variable: 'SALLYPORT_CONTROL_PORT', usual: 4580, what: 'the fault server' },
  database: { variable: 'SALLYPORT_POSTGRES_PORT', usual: 4575, what: 'the demo database (PostgreSQL)' },
} as const;

const kinds = ['origin', 'cloud', 'slack', 'control', 'database'] as const;

export function readPorts(env: NodeJS.ProcessEnv, offset = 0): Ports {
  const read = (kind: (typeof kinds)[number]) => {
    const { variable, usual } = named[kind];
    const text = env[variable];
    const port = text === undefined || text === '' ? usual : Number(text);
    if (!Number.isInteger(port) || port < 1024 || port + offset > 65535) {
      throw new SetupProblem(`${variable} must be a port between 1024 and ${65535 - offset}, not "${text}".`);
    }
    return port + offset;
  };
  return {
    origin: read('origin'),
    cloud: read('cloud'),
    slack: read('slack'),
    control: read('control'),
    database: read('database'),
  };
}

export async function requireFreePorts(ports: Ports): Promise<void> {
  const lines: string[] = [];
  for (const kind of kinds) {
    const port = ports[kind];
    if (kinds.some((other) => other !== kind && ports[other] === port)) {
      lines.push(`Port ${port} is given to two things: set ${named[kind].variable}.`);
    } else if (!(await isFree(port))) {
      const holder = await whoHolds(port);
      lines.push(
        `Port ${port} for ${named[kind].what} is taken${holder ? ` by ${holder}` : ''}. ` +
          `Stop that, or choose another port: ${named[kind].variable}=${port + 100}.`,
      );
    }
  }
  if (lines.length > 0) throw new SetupProblem(lines.join('\n'));
}

// A listener on the wildcard address does not stop us from binding the loopback one on every system, so both count.
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1', undefined]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code !== 'EADDRINUSE'));
    server.listen({ port, exclusive: true, ...(host === undefined ? {} : { host }) }, () =>
      server.close(() => done(true)),
    );
  });
}

async function whoHolds(port: number): Promise<string | undefined> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp']);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    if (pid === undefined) return undefined;
    const { stdout: command } = await run('ps', ['-o', 'args=', '-p', pid]);
    return `process ${pid} (${command.trim().slice(0, 80)})`;
  } catch {
    // lsof is not there on every machine, and sees only what its user may see: the port is taken all the same.
    return undefined;
  }
}
