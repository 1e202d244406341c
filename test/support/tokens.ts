import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { newId } from '../../src/kernel/ids.ts';

/** A pair of keys of the kind that signs our tokens. */
export const es256Keys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const ISSUER = 'https://sallyport.example.com';

export interface TokenParts {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

/** A token as the issuer makes it; a test changes what it wants to be wrong. */
export function tokenParts(
  now: number,
  { header = {}, claims = {} }: { header?: Record<string, unknown>; claims?: Record<string, unknown> } = {},
): TokenParts {
  return {
    header: { alg: 'ES256', typ: 'at+jwt', kid: 'key-1', ...header },
    claims: {
      iss: ISSUER,
      aud: `${ISSUER}/api`,
      sub: newId('usr'),
      sid: newId('sid'),
      jti: 'token-1',
      client_id: 'sallyport-cli',
      scope: 'openid',
      auth_time: now - 60,
      acr: 'urn:sallyport:acr:mfa',
      iat: now - 10,
      exp: now + 290,
      ...claims,
    },
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signingInput = ({ header, claims }: TokenParts): string => `${encode(header)}.${encode(claims)}`;

export function signedToken(parts: TokenParts, privateKey: KeyObject): string {
  const input = signingInput(parts);
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Nobody signed it. */
export const unsignedToken = (parts: TokenParts): string => `${signingInput(parts)}.`;

/** "Signed" with a text that everybody knows as the secret. */
export function macToken(parts: TokenParts, secret: string | Buffer): string {
  const input = signingInput(parts);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
