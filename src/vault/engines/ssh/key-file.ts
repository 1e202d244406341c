import type { Client, SFTPWrapper, Stats } from 'ssh2';
import type { At } from '../../engine.ts';
import { SshProblem, inTime } from './ssh-session.ts';
import { sshAddressOf } from './ssh-value.ts';
import type { SshLogin } from './ssh-value.ts';

const MOST = 262_144;
const LEFT_OVER = /^authorized_keys\.sallyport-[0-9a-f]{16}$/;

/** The account's `authorized_keys`, and a way to replace it as a whole or not at all. */
export interface KeyFile {
  read(): Promise<string>;
  /** Changes what it holds; another one's change in between is seen, and the change made again on top of it. */
  change(edit: (text: string) => string): Promise<void>;
}

export async function openKeyFile(at: At, client: Client, login: SshLogin): Promise<KeyFile> {
  const { user } = sshAddressOf(at);
  const sftp = await at.call('open SFTP', () => inTime<SFTPWrapper>((done) => void client.sftp(done)));
  sftp.on('error', () => undefined);
  const home =
    login.username === user
      ? await at.call('find the home', () => inTime<string>((done) => sftp.realpath('.', done)))
      : await at.call('find the home', () => homeOf(client, user));
  const folder = `${home.replace(/\/$/, '')}/.ssh`;
  const path = `${folder}/authorized_keys`;

  const look = (where: string) => at.call('look', () => inTime<Stats>((done) => sftp.lstat(where, done)));
  const read = async () => {
    if (!(await look(folder)).isDirectory()) throw refused('Its folder .ssh is a link, or no folder.');
    const { size, isFile } = statsOf(await look(path));
    if (!isFile) throw refused('authorized_keys is a link, or no file.');
    if (size > MOST) throw refused('authorized_keys has more than 256 KiB.');
    const bytes = await at.call('read the keys', () => inTime<Buffer>((done) => sftp.readFile(path, done)));
    return bytes.toString('latin1');
  };

  const replace = async (text: string, unless: () => Promise<boolean>) => {
    const { mode, uid, gid } = await look(path);
    const beside = `${path}.sallyport-${Buffer.from(at.randomBytes(8)).toString('hex')}`;
    const handle = await at.call('make a file', () =>
      inTime<Buffer>((done) => sftp.open(beside, 'wx', { mode: 0o600 }, done)),
    );
    const bytes = Buffer.from(text, 'latin1');
    await at.call('write the file', async () => {
      for (let from = 0; from < bytes.length; from += 16_384) {
        const length = Math.min(16_384, bytes.length - from);
        await inTime((done) => sftp.write(handle, bytes, from, length, from, (error) => done(error, undefined)));
      }
      // Mode and owner as before: sshd refuses a file of another's.
      const owner = login.username === user ? {} : { uid, gid };
      await inTime((done) =>
        sftp.fsetstat(handle, { mode: mode & 0o777, ...owner }, (error) => done(error, undefined)),
      );
      await inTime((done) => sftp.ext_openssh_fsync(handle, (error) => done(error, undefined)));
      await inTime((done) => sftp.close(handle, (error) => done(error, undefined)));
    });
    if (await unless()) {
      await at.call('remove the file', () => removed(sftp, beside));
      return false;
    }
    await at.call('replace the keys', () =>
      inTime((done) => sftp.ext_openssh_rename(beside, path, (error) => done(error, undefined))),
    );
    return true;
  };

  /** What a crash left beside it holds public keys only. */
  const tidy = async () => {
    const names = await at.call('list the folder', () =>
      inTime<readonly { filename: string; attrs: { mtime: number } }[]>((done) => sftp.readdir(folder, done)),
    );
    for (const { filename, attrs } of names) {
      if (!LEFT_OVER.test(filename) || attrs.mtime > at.clock() - 600) continue;
      await at.call('remove the file', () => removed(sftp, `${folder}/${filename}`));
    }
  };

  return {
    read,
    async change(edit) {
      for (let tries = 0; tries < 5; tries += 1) {
        const before = await read();
        const after = edit(before);
        if (after === before) return;
        await tidy();
        if (await replace(after, async () => (await read()) !== before)) return;
      }
      throw refused('authorized_keys is being changed by somebody else.');
    },
  };
}

/** From the server's own list of accounts (getent(1)). The name is safe in a command: the address allows nothing else. */
async function homeOf(client: Client, user: string): Promise<string> {
  const line = await inTime<string>((done) =>
    client.exec(`getent passwd ${user}`, (error, channel) => {
      if (error !== undefined) return done(error, '');
      let text = '';
      channel.on('data', (bytes: Buffer) => {
        if (text.length < 10_000) text += bytes.toString('utf8');
      });
      channel.on('close', () => done(null, text));
      channel.stderr.resume();
    }),
  );
  const [name, , , , , home] = line.trim().split(':');
  if (name !== user || home === undefined || !home.startsWith('/')) {
    throw refused(`The administrator cannot find the home of ${user} (getent passwd).`);
  }
  return home;
}

const removed = (sftp: SFTPWrapper, path: string) =>
  inTime((done) => sftp.unlink(path, (error) => done(error, undefined)));

const statsOf = (stats: Stats) => ({ size: stats.size, isFile: stats.isFile() });

const refused = (says: string) => new SshProblem({ stage: 'rights', code: null, says });
