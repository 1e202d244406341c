import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import type { Answer } from '../../../local/headless/call-api.ts';
import { grantIn } from '../../../local/headless/elevation.ts';
import type { GrantView } from '../../../local/headless/elevation.ts';
import { bodyOf } from '../../../local/headless/expect-answer.ts';
import type { Member } from '../../../local/headless/member.ts';
import { until } from '../../../local/headless/until.ts';
import { approved } from './hold.ts';
import type { Wanted } from './hold.ts';
import { tend } from './open-vault.ts';

/** Asked for, agreed to, and active. */
export async function active(holder: Member, by: Member, wanted: Wanted): Promise<GrantView> {
  const { grantId } = await approved(holder, by, wanted);
  return grantIn(holder, grantId, 'active', 40);
}

export const checkOut = (holder: Member, grantId: string): Promise<Answer> =>
  holder.call('POST', `/grants/${grantId}/lease`);
export const checkIn = (holder: Member, grantId: string): Promise<Answer> =>
  holder.call('DELETE', `/grants/${grantId}/lease`);

export const lease = z.object({ grantId: z.string(), fence: z.int(), until: z.int() });
export type Lease = z.infer<typeof lease>;

/** A lease, as soon as it is one's turn. */
export const leased = (holder: Member, grantId: string, withinSeconds = 60): Promise<Lease> =>
  until(
    async () => {
      const answer = await checkOut(holder, grantId);
      if (answer.status === 200) return lease.parse(answer.body);
      bodyOf(answer, 202, z.unknown());
      await tend();
      return undefined;
    },
    { what: `a lease for ${grantId}`, withinSeconds, everyMilliseconds: 500 },
  );

export const reveal = (holder: Member, grantId: string, more: object = {}): Promise<Answer> =>
  holder.call('POST', `/grants/${grantId}/reveal`, { reason: 'Fix the stuck import', ...more });

const sealed = z.object({ versionId: z.string(), value: z.null(), jwe: z.string() });
const value = z.object({ username: z.string(), password: z.string() });
export type Seen = z.infer<typeof value> & { readonly versionId: string };

/** Sees the value as a careful client does: encrypted to a key that was made for this one time. */
export async function seen(holder: Member, grantId: string): Promise<Seen> {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
  const answer = await reveal(holder, grantId, { publicKey: await exportJWK(publicKey) });
  const { jwe, versionId } = bodyOf(answer, 200, sealed);
  if (answer.headers.get('cache-control') !== 'no-store') throw new Error('a value must not be cached');
  const { plaintext } = await compactDecrypt(jwe, privateKey);
  return { ...value.parse(JSON.parse(new TextDecoder().decode(plaintext))), versionId };
}
