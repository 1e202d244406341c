import * as z from 'zod';
import { rotationPlan } from '../../kernel/engine-address.ts';
import { groupName, idOf } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { personRef } from './access-fields.ts';

/** What the operations on vaulted credentials answer with. None of it holds a value. */

const why = z.enum(['schedule', 'check-in', 'reveal', 'on-demand', 'break-glass']);

export const leaseView = z
  .strictObject({
    targetId: idOf('tgt'),
    grantId: idOf('grt'),
    holder: personRef,
    fence: z.int().meta({ description: 'greater than that of any lease or rotation of the credential before' }),
    since: epochSeconds,
    until: epochSeconds.meta({ description: 'its end unless renewed; never beyond the end of the grant' }),
  })
  .meta({ id: 'Lease' });

export const waitingView = z
  .strictObject({
    place: z.int().meta({ description: '1 is the next' }),
    grantId: idOf('grt'),
    holder: personRef,
    since: epochSeconds,
    turnUntil: epochSeconds
      .nullable()
      .meta({ description: 'until when the credential is kept free for them; null while it is not their turn' }),
  })
  .meta({ id: 'Waiting' });

export const placeView = z
  .strictObject({
    targetId: idOf('tgt'),
    place: z.int().meta({ description: 'yours; 1 is the next' }),
    queue: z.array(waitingView).meta({ description: 'everybody who waits, you among them, in order' }),
    held: z.array(leaseView).meta({ description: 'who holds it now, and until when unless renewed' }),
    rotation: z
      .enum(['owed', 'under-way'])
      .nullable()
      .meta({ description: 'a rotation that must be finished before anybody can have it' }),
    askAgainInSeconds: z.int().meta({ description: 'when to send the same request again' }),
  })
  .meta({ id: 'Place' });

export const credentialView = z
  .strictObject({
    id: idOf('tgt'),
    name: z.string(),
    description: z.string(),
    sensitivity: z.enum(['production', 'standard']),
    owner: groupName.meta({ description: 'the group that answers for it' }),
    engine: z.string().meta({ examples: ['postgresql'] }),
    where: z.string().meta({ description: 'in words', examples: ['orders on orders.db.example.com:5432'] }),
    network: z.string().nullable().meta({ description: 'of the settings; null: the internet, or AWS' }),
    revealable: z.boolean(),
    exclusive: z.boolean(),
    leaseSeconds: z.int(),
    plan: rotationPlan,
    imported: z.boolean().meta({ description: 'whether the secret was there before Sallyport' }),
    held: z.array(leaseView),
    queue: z.array(waitingView),
    lastRotation: z
      .strictObject({ at: epochSeconds, why, seconds: z.int().meta({ description: 'how long it took' }) })
      .nullable(),
    nextRotationAt: epochSeconds.nullable().meta({ description: 'by its schedule; null without one' }),
    owed: z
      .strictObject({ why, since: epochSeconds, notBefore: epochSeconds })
      .nullable()
      .meta({ description: 'a rotation that comes as soon as nobody holds it' }),
    underWay: z
      .strictObject({ why, since: epochSeconds })
      .nullable()
      .meta({ description: 'the attempt that is being made' }),
    failing: z
      .strictObject({ since: epochSeconds, count: z.int(), code: z.string() })
      .nullable()
      .meta({ description: 'attempts that failed since the last that was finished' }),
    retiring: z
      .strictObject({ since: epochSeconds, by: epochSeconds, code: z.string().nullable() })
      .nullable()
      .meta({ description: 'an old value that may still log in, and when it ends at the latest' }),
    overdue: z.boolean().meta({ description: 'whether a rotation should have come by now and has not' }),
    health: z
      .strictObject({
        state: z.enum(['none', 'ok', 'failed', 'unknown']).meta({
          description: '"none": it has no value yet; "unknown": the target did not answer',
        }),
        at: epochSeconds.nullable().meta({ description: 'when it was last tried' }),
        fault: z.strictObject({ stage: z.string(), code: z.string().nullable(), says: z.string() }).nullable(),
      })
      .meta({ description: 'whether the current value logs in' }),
  })
  .meta({ id: 'Credential' });
export type CredentialView = z.infer<typeof credentialView>;

const base64url = (least: number, most: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${least},${most}}$`), { error: 'expected base64url' });
const about = {
  kid: z.string().max(200).optional(),
  use: z.literal('enc').optional(),
  alg: z.string().max(40).optional(),
  key_ops: z.array(z.string().max(20)).max(8).optional(),
  ext: z.boolean().optional(),
};
/** Says it without a word of what was sent. */
const onlyPublic = { error: 'expected the parts of a public key and nothing else; a private key stays with its owner' };

/** The public keys that a value may be encrypted to (RFC 7517, RFC 7518 section 6). */
export const publicKey = z
  .discriminatedUnion('kty', [
    z.strictObject(
      { ...about, kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url(43, 43), y: base64url(43, 43) },
      onlyPublic,
    ),
    z.strictObject({ ...about, kty: z.literal('RSA'), n: base64url(342, 1366), e: z.literal('AQAB') }, onlyPublic),
  ])
  .meta({
    description:
      'a JWK: EC on P-256 (ECDH-ES+A256KW) or RSA of 2048 to 8192 bits (RSA-OAEP-256), content A256GCM; public parts only',
  });
export type PublicKey = z.infer<typeof publicKey>;
