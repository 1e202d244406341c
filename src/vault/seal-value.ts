import { CompactEncrypt, calculateJwkThumbprint, importJWK } from 'jose';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** The public key of whoever asks, as a JWK (RFC 7517); its shape was checked when it came in. */
export type SealingKey =
  | {
      readonly kty: 'EC';
      readonly crv: 'P-256';
      readonly x: string;
      readonly y: string;
      readonly kid?: string | undefined;
    }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: 'AQAB'; readonly kid?: string | undefined };

export interface Seal {
  /** Identifies the key (RFC 7638). */
  readonly thumbprint: string;
  /** The text as a compact JWE (RFC 7516), content A256GCM. */
  readonly seal: (text: string) => Promise<string>;
}

const MODULUS_BYTES = { least: 256, most: 1024 } as const;

/** Whether the key can be encrypted to is known before anything is disclosed. */
export async function sealFor(key: SealingKey): Promise<Result<Seal>> {
  if (key.kty === 'RSA') {
    const bytes = Buffer.from(key.n, 'base64url');
    const length = bytes.length - bytes.findIndex((byte) => byte !== 0);
    if (length < MODULUS_BYTES.least || length > MODULUS_BYTES.most)
      return refused(unfit('An RSA key must have 2048 to 8192 bits.'));
  }
  // Nothing but what makes the key: what else it says of itself decides nothing here.
  const jwk =
    key.kty === 'EC' ? { kty: key.kty, crv: key.crv, x: key.x, y: key.y } : { kty: key.kty, n: key.n, e: key.e };
  const alg = key.kty === 'EC' ? 'ECDH-ES+A256KW' : 'RSA-OAEP-256';
  const header = { alg, enc: 'A256GCM', cty: 'json', ...(key.kid !== undefined && { kid: key.kid }) };
  try {
    const imported = await importJWK(jwk, alg);
    const seal = (text: string) =>
      new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(imported);
    // A point that is not on the curve shows here at the latest.
    await seal('{}');
    return ok({ thumbprint: await calculateJwkThumbprint(jwk), seal });
  } catch {
    return refused(unfit('Nothing can be encrypted to this key.'));
  }
}

const unfit = (says: string) =>
  refusal('invalid_request', `body.publicKey: ${says}`, { errors: [{ path: 'body.publicKey', message: says }] });
