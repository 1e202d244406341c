import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { startSshd } from '../../../local/servers/sshd.ts';
import type { Sshd } from '../../../local/servers/sshd.ts';
import { sshKey } from '../../../src/kernel/engine-address.ts';
import { sshEngine } from '../../../src/vault/engines/ssh/ssh-engine.ts';
import type { SshAddress } from '../../../src/vault/engines/ssh/ssh-value.ts';
import type { EngineUnderTest, OpenSession } from './engine-under-test.ts';

export interface SshUnderTest extends EngineUnderTest {
  readonly server: Sshd;
  readonly address: SshAddress;
  /** The account's authorized_keys: its path, its bytes, and whatever else lies beside it. */
  readonly keyFile: string;
  keys(): Promise<string>;
  write(text: string): Promise<void>;
  beside(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface Value {
  readonly username: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

export function newKey(username: string): Value {
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519');
  // The generator makes one now and then that no reader takes.
  if (ssh2.utils.parseKey(privateKey) instanceof Error) return newKey(username);
  return { username, privateKey, publicKey: publicKey.trim() };
}

/** With the administrator (root, for another account), or the account for itself. */
export async function startSshUnderTest(by: 'itself' | 'administrator' = 'itself'): Promise<SshUnderTest> {
  const place = await mkdtemp(join(tmpdir(), 'sp-ssh-'));
  const server = await startSshd({ place });
  const { name, home, uid, gid } = server.account;
  const administrator = newKey('root');
  await writeFile(server.rootKeys, `${administrator.publicKey} administrator\n`, { mode: 0o600 });
  const known = join(place, 'known_hosts');
  await writeFile(known, `[127.0.0.1]:${server.port} ${server.hostKey}\n`);
  const keyFile = join(home, '.ssh/authorized_keys');
  const read = (value: string) => JSON.parse(value) as Value;
  const write = async (text: string) => {
    await writeFile(keyFile, text, { encoding: 'latin1', mode: 0o600 });
    await chown(keyFile, uid, gid);
  };
  const keys = () => readFile(keyFile, 'latin1');
  const beside = async () => (await readdir(join(home, '.ssh'))).filter((each) => each !== 'authorized_keys');
  let logged = 0;
  let first = '';
  let identities = 0;

  const client = async (value: string, ...command: readonly string[]) => {
    const { username, privateKey } = read(value);
    const identity = join(place, `identity-${(identities += 1)}`);
    await writeFile(identity, privateKey, { mode: 0o600 });
    const set = ['BatchMode=yes', 'IdentitiesOnly=yes', 'ConnectTimeout=10', `UserKnownHostsFile=${known}`];
    const options = [...set, 'StrictHostKeyChecking=yes'].flatMap((each) => ['-o', each]);
    return ['-F', 'none', '-i', identity, ...options, '-p', String(server.port), `${username}@127.0.0.1`, ...command];
  };
  return {
    name: `SSH (${by})`,
    engine: sshEngine,
    server,
    keyFile,
    keys,
    write,
    beside,
    address: sshKey.parse({
      ...{ engine: 'ssh-key', host: '127.0.0.1', port: server.port, hostKey: server.hostKey, user: name },
      administrator: by === 'itself' ? null : 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r',
    }),
    administrator: by === 'itself' ? null : JSON.stringify(administrator),
    keepsTwo: true,
    async reset() {
      const value = newKey(name);
      first = value.publicKey;
      await rm(join(home, '.ssh'), { recursive: true, force: true });
      await mkdir(join(home, '.ssh'), { mode: 0o700 });
      await chown(join(home, '.ssh'), uid, gid);
      const others = [newKey(name), newKey(name)].map(({ publicKey }) => publicKey);
      await write(
        [
          '# caf\xe9: bytes that are no UTF-8\n',
          `no-pty,environment="A=\\"b c\\"" ${others[0] ?? ''} somebody else\r\n`,
          '\n',
          `restrict,pty,from="127.0.0.1,10.0.0.0/8" ${first} the application\n`,
          ` \t${others[1] ?? ''}`,
        ].join(''),
      );
      logged = (await server.log()).length;
      return JSON.stringify(value);
    },
    async logsIn(value) {
      const args = await client(value, 'true');
      return new Promise((done, failed) => {
        execFile('ssh', args, { timeout: 20_000 }, (error, _out, stderr) => {
          if (error === null) done(true);
          else if (stderr.includes('Permission denied')) done(false);
          else failed(new Error(`the client could not tell: ${stderr}`));
        });
      });
    },
    /** The lines that were there before, but that of the registered key. */
    async rest() {
      const lines = (await keys()).split('\n').filter((line) => !line.includes(first) && !line.includes(' sallyport:'));
      return lines.join('\n').replace(/\n$/, '');
    },
    log: async () => (await server.log()).slice(logged),
    secretsOf: (value) => read(value).privateKey.split('\n').slice(1, -2),
    async open(value): Promise<OpenSession> {
      const child = spawn('ssh', await client(value, 'cat'), { stdio: ['pipe', 'pipe', 'ignore'] });
      child.stdin.on('error', () => undefined);
      const works = () =>
        new Promise<boolean>((done) => {
          if (child.exitCode !== null) return done(false);
          child.stdout.once('data', () => done(true));
          child.once('exit', () => done(false));
          child.stdin.write('.\n');
        });
      return { works, close: async () => void child.kill() };
    },
    lose: () => server.lose(),
    refuseByPolicy: null,
    async stop() {
      await server.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}
