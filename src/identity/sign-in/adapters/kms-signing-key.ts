import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, SignCommand } from '@aws-sdk/client-kms';
import type { KMSClient } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';
import { joseSignature } from '../ecdsa-signature.ts';

/** Signs with a key that never leaves KMS. */
export class KmsSigningKey extends ExternalSigningKey {
  private readonly kms: KMSClient;
  private readonly keyId: string;
  private readonly publicKey: KeyObject;
  private readonly thumbprint: string;

  constructor(kms: KMSClient, keyId: string, publicKey: KeyObject, thumbprint: string) {
    super();
    this.kms = kms;
    this.keyId = keyId;
    this.publicKey = publicKey;
    this.thumbprint = thumbprint;
  }

  override get kid(): string {
    return this.thumbprint;
  }

  override get alg(): string {
    return 'ES256';
  }

  override keyObject(): KeyObject {
    return this.publicKey;
  }

  override async sign(data: Uint8Array): Promise<Uint8Array> {
    const { Signature } = await this.kms.send(
      new SignCommand({
        KeyId: this.keyId,
        Message: createHash('sha256').update(data).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined) throw new Error('KMS signed nothing');
    return joseSignature(Signature);
  }
}

/** Fetches the public half first: the provider asks for it synchronously. The `kid` is its thumbprint (RFC 7638). */
export async function kmsSigningKey(kms: KMSClient, keyId: string): Promise<KmsSigningKey> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (PublicKey === undefined) throw new Error('KMS gave no public key');
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const thumbprint = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
  return new KmsSigningKey(kms, keyId, publicKey, thumbprint);
}
