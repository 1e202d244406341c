import ssh2 from 'ssh2';
import type { AuthenticationType, Client, NextAuthHandler } from 'ssh2';
import * as z from 'zod';
import type { At, Fault } from '../../engine.ts';
import { NO_ANSWER, BROKEN_OFF, networkFault } from '../network-fault.ts';
import { sshAddressOf } from './ssh-value.ts';
import type { SshAddress, SshLogin } from './ssh-value.ts';

/** The server or the network said no. */
export class SshProblem extends Error {
  override readonly name = 'SshProblem';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`${fault.says} (${fault.code ?? fault.stage})`);
    this.fault = fault;
  }
}

export const KEY_REFUSED: Fault = {
  stage: 'authentication',
  code: 'PUBLICKEY',
  says: 'The server refused this key for this account.',
};
const WANTS_MORE: Fault = {
  stage: 'rights',
  code: 'PARTIAL',
  says: 'The server takes the key, and wants more than a key.',
};
const HOST_KEY: Fault = {
  stage: 'tls',
  code: 'HOST_KEY',
  says: 'The server showed another key than the one that is registered: nothing was sent to it.',
};

/** One connection, logged in with one key and nothing else, to a server that has shown that it holds the registered key. */
export async function withSsh<T>(at: At, login: SshLogin, run: (client: Client) => Promise<T>): Promise<T> {
  const client = new ssh2.Client();
  // One that breaks while nobody waits must not end this process.
  client.on('error', () => undefined);
  try {
    await at.call('connect', () => connected(client, sshAddressOf(at), login));
    return await run(client);
  } finally {
    client.destroy();
  }
}

/** Answers within ten seconds, or not at all. */
export async function inTime<T>(run: (done: (error: unknown, result: T) => void) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => reject(new SshProblem(NO_ANSWER)), 10_000);
    const done = (error: unknown, result: T) => {
      clearTimeout(late);
      // A driver's null and undefined say the same: no error.
      if (error === null || error === undefined) resolve(result);
      else reject(problemOf(error));
    };
    try {
      run(done);
    } catch (error) {
      // What the server's SFTP lacks is thrown at once.
      clearTimeout(late);
      reject(problemOf(error));
    }
  });
}

function connected(client: Client, { host, port, hostKey }: SshAddress, login: SshLogin): Promise<void> {
  const [type = '', base64 = ''] = hostKey.split(' ');
  const pinned = Buffer.from(base64, 'base64');
  let wrongHost = false;
  let shown = false;
  return new Promise<void>((done, failed) => {
    client.once('ready', done);
    client.once('close', () => failed(new SshProblem(wrongHost ? HOST_KEY : BROKEN_OFF)));
    client.once('error', (error) => failed(wrongHost ? new SshProblem(HOST_KEY) : problemOf(error)));
    // One key and nothing else: asked for more, it gives up.
    const authenticate = (_left: AuthenticationType[] | null, partly: boolean | null, next: NextAuthHandler) => {
      if (shown) return failed(new SshProblem(partly === true ? WANTS_MORE : KEY_REFUSED));
      shown = true;
      next({ type: 'publickey', username: login.username, key: login.privateKey });
    };
    client.connect({
      host,
      port,
      username: login.username,
      readyTimeout: 10_000,
      timeout: 5000,
      authHandler: authenticate,
      algorithms: { serverHostKey: type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [algorithm.parse(type)] },
      hostVerifier: (hostShows: Buffer) => {
        wrongHost = !hostShows.equals(pinned);
        return !wrongHost;
      },
    });
    // Each packet at once: small ones that wait for an answer (RFC 896) cost 40 ms each.
    client.setNoDelay(true);
  });
}

const algorithm = z.enum(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521']);
const driverError = z.object({
  level: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string(),
});

/** Codes of SFTP (draft-ietf-secsh-filexfer-02, section 7). */
const sftpCodes: Readonly<Record<number, readonly [code: string, stage: Fault['stage'], says: string]>> = {
  2: ['NO_SUCH_FILE', 'rights', 'There is no such file or folder.'],
  3: ['PERMISSION_DENIED', 'rights', 'The account that makes the change may not read or write this file.'],
  8: ['OP_UNSUPPORTED', 'protocol', 'The server cannot replace a file in one step (posix-rename@openssh.com).'],
};

function problemOf(error: unknown): SshProblem {
  if (error instanceof SshProblem) return error;
  const { level, code, message } = driverError.safeParse(error).data ?? { message: '' };
  if (level === 'client-timeout') return new SshProblem(NO_ANSWER);
  const network = networkFault(error);
  if (network !== null) return new SshProblem(network);
  if (typeof code === 'number') {
    const [named, stage, says] = sftpCodes[code] ?? [
      'FAILURE',
      'protocol',
      'The server could not do this to the file.',
    ];
    return new SshProblem({ stage, code: named, says });
  }
  // The driver has no code for these: only which of them it is, is read.
  if (message.includes('host key format')) return new SshProblem(HOST_KEY);
  if (level === 'handshake' || level === 'protocol') {
    const says = 'No SSH connection could be set up with what answers there.';
    return new SshProblem({ stage: 'protocol', code: 'HANDSHAKE', says });
  }
  if (message.includes('support this extended request')) {
    return new SshProblem({ stage: 'protocol', code: 'OP_UNSUPPORTED', says: 'The server’s SFTP is not OpenSSH’s.' });
  }
  return new SshProblem(BROKEN_OFF);
}
