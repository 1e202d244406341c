import ssh2 from 'ssh2';
import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault } from '../../engine.ts';
import type { PublicKey } from './authorized-keys.ts';

export type SshAddress = AddressOf<'ssh-key'>;

/** `publicKey` is for people: what counts is the one that belongs to the private key. */
const sshValue = z.looseObject({
  username: z.string().min(1).max(64),
  privateKey: z.string().min(1).max(20_000),
  publicKey: z.string().optional(),
});
type Parsed = { readonly value: SshLogin } | { readonly fault: Fault };

export interface SshLogin {
  readonly username: string;
  readonly privateKey: string;
  readonly key: PublicKey;
}

export function sshAddressOf({ address }: At): SshAddress {
  if (address.engine !== 'ssh-key') throw new Error('This engine is for SSH keys.');
  return address;
}

export function parseSshValue(text: string): Parsed {
  const parsed = sshValue.safeParse(json(text));
  if (!parsed.success) return fault('The value is no JSON object with "username" and "privateKey".');
  const { username, privateKey } = parsed.data;
  const key = keyOf(privateKey);
  if (key === null) return fault('"privateKey" is no private key without a passphrase, as ssh-keygen writes it.');
  return { value: { username, privateKey, key } };
}

export function ownSshValue(at: At, text: string): Parsed {
  const parsed = parseSshValue(text);
  const { user } = sshAddressOf(at);
  if ('fault' in parsed || parsed.value.username === user) return parsed;
  return fault(`The value is of another account than ${user}.`);
}

/** A new Ed25519 key. It is read back before it is believed. */
export function nextSshValue(at: At, current: string): string {
  const parsed = sshValue.safeParse(json(current));
  const { user, host, port } = sshAddressOf(at);
  for (let tries = 0; tries < 5; tries += 1) {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    const publicKey = keyOf(made.private);
    if (publicKey === null || !made.public.startsWith(publicKey)) continue;
    return JSON.stringify({
      ...{ engine: 'ssh-key', host, port },
      ...(parsed.success ? parsed.data : {}),
      ...{ username: user, privateKey: made.private, publicKey },
    });
  }
  throw new Error('No key could be made.');
}

/** Null where it is no private key that can be used as it is. */
function keyOf(privateKey: string): PublicKey | null {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error || Array.isArray(key) || !key.isPrivateKey()) return null;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

const fault = (says: string): Parsed => ({ fault: { stage: 'value', code: null, says } });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
