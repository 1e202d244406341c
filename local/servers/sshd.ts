import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from '../progress.ts';
import { startCorded } from './corded-server.ts';
import type { CordedServer } from './corded-server.ts';
import { ensureDebianPackages } from './debian.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

export type Sshd = CordedServer & {
  readonly port: number;
  /** Type and base64. */
  readonly hostKey: string;
  readonly account: { readonly name: string; readonly home: string; readonly uid: number; readonly gid: number };
  /** The keys that log root in here, and only here. */
  readonly rootKeys: string;
  log(): Promise<string>;
};

/**
 * An OpenSSH server of its own (Debian's package) on 127.0.0.1 and a free port, with a Unix account that exists as long as
 * it runs. It asks for keys only; root's keys lie in `place`, not in its home. It ends with this process.
 */
export async function startSshd({ place }: { readonly place: string }): Promise<Sshd> {
  if (process.getuid?.() !== 0) {
    throw new SetupProblem('An SSH server that others than oneself can log in to needs root: run this as root.');
  }
  await ensureDebianPackages(['openssh-server']);
  const at = (name: string) => join(place, name);
  // The account must be able to get to its home.
  await mkdir(at('homes'), { recursive: true });
  await chmod(place, 0o755);
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const name = `sp-${randomBytes(4).toString('hex')}`;
  const home = at(`homes/${name}`);
  // No password is "*": not locked, and none logs in.
  await run('/usr/sbin/useradd', [
    '--no-create-home',
    '--home-dir',
    home,
    '--shell',
    '/bin/sh',
    '--password',
    '*',
    name,
  ]);
  const number = async (option: string) => Number((await run('id', [option, name])).stdout);
  const [uid, gid] = [await number('-u'), await number('-g')];
  await mkdir(home, { mode: 0o700 });
  await mkdir(join(home, '.ssh'), { mode: 0o700 });
  for (const each of [home, join(home, '.ssh')]) await chown(each, uid, gid);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', at('host_key')]);
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host_key')}`,
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100',
    'PrintMotd no',
    'LogLevel DEBUG1',
    'Subsystem sftp internal-sftp',
    'AuthorizedKeysFile .ssh/authorized_keys',
    'Match User root',
    '  AuthorizedKeysFile none',
    // Not as a file: StrictModes refuses one below a folder that everybody may write to.
    `  AuthorizedKeysCommand /usr/bin/cat ${at('root_keys')}`,
    '  AuthorizedKeysCommandUser root',
  ];
  await writeFile(at('sshd_config'), `${lines.join('\n')}\n`);
  await writeFile(at('root_keys'), '', { mode: 0o600 });
  const server = await startCorded({
    name: 'sshd',
    command: ['/usr/sbin/sshd', '-D', '-e', '-f', at('sshd_config')],
    place,
    log: at('log'),
    ready: () => answers(port),
  });
  return {
    ...server,
    port,
    hostKey: (await readFile(at('host_key.pub'), 'utf8')).trim().split(' ').slice(0, 2).join(' '),
    account: { name, home, uid, gid },
    rootKeys: at('root_keys'),
    log: () => readFile(at('log'), 'utf8'),
    stop: async () => {
      await server.stop();
      // A session that is ending may still hold it.
      await run('/usr/sbin/userdel', ['--force', name]).catch((error: unknown) => {
        if (!String(error).includes('mail spool')) throw error;
      });
    },
  };
}

const answers = (port: number) =>
  new Promise<void>((done, failed) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(2000, () => socket.destroy(new Error('no answer')));
    socket.once('error', failed);
    socket.once('data', (bytes) => {
      socket.destroy();
      if (bytes.toString('latin1').startsWith('SSH-2.0-')) done();
      else failed(new Error('no SSH server'));
    });
  });
