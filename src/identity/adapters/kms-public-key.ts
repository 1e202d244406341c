import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';

/** The public half of the issuer's signing key, read once per process; a failed read is tried again at the next call. */
export function kmsPublicKey(keyId: string, kms = new KMSClient({})): () => Promise<KeyObject> {
  let known: Promise<KeyObject> | undefined;
  const read = async (): Promise<KeyObject> => {
    const { PublicKey, KeySpec, KeyUsage } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    if (PublicKey === undefined || KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY')
      throw new Error('the signing key is not a P-256 key that signs');
    return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  };
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
