import { DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { PersonId } from '../../../kernel/ids.ts';
import type { SecretSeal } from '../ports.ts';

/** Seals under the data key. The encryption context binds a secret to its person and use, and shows in CloudTrail. */
export function kmsSeal(kms: KMSClient, keyId: string): SecretSeal {
  const contextOf = (personId: PersonId) => ({ purpose: 'second-factor', personId });
  return {
    async seal(personId, secret) {
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(secret), EncryptionContext: contextOf(personId) }),
      );
      if (CiphertextBlob === undefined) throw new Error('KMS sealed nothing');
      return Buffer.from(CiphertextBlob).toString('base64');
    },
    async open(personId, sealed) {
      const { Plaintext } = await kms.send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: Buffer.from(sealed, 'base64'),
          EncryptionContext: contextOf(personId),
        }),
      );
      if (Plaintext === undefined) throw new Error('KMS opened nothing');
      return Buffer.from(Plaintext).toString('utf8');
    },
  };
}
