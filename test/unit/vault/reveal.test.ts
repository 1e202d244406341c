import { beforeEach, describe, expect, test } from '@jest/globals';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { publicKey as publicKeySchema } from '../../../src/http/contract/credential-fields.ts';
import type { GrantId } from '../../../src/kernel/ids.ts';
import { checkOutCredential } from '../../../src/vault/check-out.ts';
import { reveal } from '../../../src/vault/reveal.ts';
import type { SealingKey } from '../../../src/vault/seal-value.ts';
import { aCause } from '../../support/access.ts';
import { vault } from '../../support/vault/scene.ts';
import type { Vault } from '../../support/vault/scene.ts';

const PASSWORD = 'open-sesame-1';
let it: Vault;
let id: GrantId;
beforeEach(async () => {
  it = vault();
  id = it.grant().id;
  await checkOutCredential(it.means, id, aCause({ at: it.says.now }));
  it.saw.length = 0;
});
const show = (publicKey: SealingKey | null = null) =>
  reveal(it.means, id, { reason: 'Fix the stuck import', publicKey }, aCause({ at: it.says.now }));
const codeOf = async (publicKey: SealingKey | null = null) => {
  const shown = await show(publicKey);
  return shown.ok ? 'shown' : shown.refusal.code;
};

describe('a value is shown', () => {
  test('after it is written that it will be: who, why, which version, under which lease', async () => {
    expect(await show()).toEqual({
      ok: true,
      value: {
        targetId: it.target.id,
        versionId: 'v1',
        place: expect.objectContaining({ engine: 'postgresql', ca: null }),
        value: { username: 'reports', password: PASSWORD },
        jwe: null,
      },
    });
    expect(it.saw).toEqual(['entry credential.reveal', 'read v1']);
    expect(it.entries.at(-1)).toMatchObject({
      ...{ action: 'credential.reveal', targetId: it.target.id, grantId: id },
      facts: { reason: 'Fix the stuck import', versionId: 'v1', fence: 1, encryptedTo: null },
    });
  });

  test('and neither entries nor state hold it', async () => {
    await show();
    expect(JSON.stringify([it.entries, it.state()])).not.toContain(PASSWORD);
  });

  test('once under a lease, and owes a rotation that ends it at once', async () => {
    await show();
    expect(await codeOf()).toBe('already_revealed');
    expect(it.state().owed).toMatchObject({ why: 'reveal', retire: 'now' });
    expect(it.saw.filter((each) => each.startsWith('read'))).toHaveLength(1);
  });

  test('an answer that was lost was a reveal', async () => {
    it.says.unreadable = true;
    await expect(show()).rejects.toThrow('no answer');
    it.says.unreadable = false;
    expect(await codeOf()).toBe('already_revealed');
  });

  test('of an imported secret as it is, numbers and plain text too', async () => {
    it.versions.set('v1', { value: '{"port":5432,"password":"x"}', stages: ['AWSCURRENT'] });
    expect(await show()).toMatchObject({ value: { value: { port: '5432', password: 'x' } } });
    it.versions.set('v2', { value: 'just text', stages: ['AWSCURRENT'] });
    it.versions.delete('v1');
    expect(await show()).toMatchObject({ value: { versionId: 'v2', value: { value: 'just text' } } });
  });
});

describe('no value is shown', () => {
  test('without a lease', async () => {
    id = it.grant().id;
    expect(await codeOf()).toBe('lease_needed');
  });

  test('after the lease ran out', async () => {
    it.says.now += 600;
    expect(await codeOf()).toBe('lease_needed');
  });

  test('of a credential that no person sees', async () => {
    it = vault({ revealable: false });
    id = it.grant().id;
    await checkOutCredential(it.means, id, aCause({ at: it.says.now }));
    expect(await codeOf()).toBe('not_revealable');
  });

  test('without its entry', async () => {
    it.says.entryRefused = true;
    expect(await codeOf()).toBe('cannot_record');
    expect(it.saw).toEqual([]);
  });

  test('under a grant that ends at that very moment', async () => {
    it.says.meanwhile = () => it.grants.delete(id);
    expect(await codeOf()).toBe('not_found');
    expect(it.saw).toEqual([]);
  });
});

describe('encrypted to the key of whoever asks', () => {
  const pair = async (kty: 'EC' | 'RSA', modulusLength = 2048) => {
    const alg = kty === 'EC' ? 'ECDH-ES+A256KW' : 'RSA-OAEP-256';
    const keys = await generateKeyPair(alg, { extractable: true, crv: 'P-256', modulusLength });
    return { ...keys, jwk: await exportJWK(keys.publicKey), whole: await exportJWK(keys.privateKey) };
  };

  test.each(['EC', 'RSA'] as const)('%s: only its owner reads it', async (kty) => {
    const keys = await pair(kty);
    const shown = await show(publicKeySchema.parse({ ...keys.jwk, kid: 'mine' }));
    if (!shown.ok || shown.value.jwe === null) throw new Error('expected a JWE');
    expect(shown.value.value).toBeNull();
    expect(JSON.stringify(shown)).not.toContain(PASSWORD);
    const { plaintext, protectedHeader } = await compactDecrypt(shown.value.jwe, keys.privateKey);
    expect(protectedHeader).toMatchObject({ enc: 'A256GCM', kid: 'mine', cty: 'json' });
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual({ username: 'reports', password: PASSWORD });
    expect(it.entries.at(-1)?.facts['encryptedTo']).toEqual(expect.stringMatching(/^[\w-]{43}$/));
  });

  test.each(['EC', 'RSA'] as const)('%s: a private key is refused, and nothing of it comes back', async (kty) => {
    const { whole } = await pair(kty);
    const parsed = publicKeySchema.safeParse(whole);
    expect(parsed.success).toBe(false);
    const said = JSON.stringify(parsed.error?.issues.map(({ message, path }) => ({ message, path })));
    for (const part of [whole.d, whole.p].filter((each) => each !== undefined)) expect(said).not.toContain(part);
    expect(said).toContain('a private key stays with its owner');
  });

  test('a weak key is refused before anything is disclosed', async () => {
    const thousand = Buffer.concat([Buffer.alloc(128), Buffer.alloc(128, 255)]).toString('base64url');
    const weak = publicKeySchema.parse({ kty: 'RSA', n: thousand, e: 'AQAB' });
    expect(await codeOf(weak)).toBe('invalid_request');
    expect(publicKeySchema.safeParse({ kty: 'RSA', n: thousand, e: 'Aw' }).success).toBe(false);
    expect(publicKeySchema.safeParse({ kty: 'oct', k: 'c2VjcmV0' }).success).toBe(false);
    expect(it.saw).toEqual([]);
  });

  test('a point that is not on the curve is refused before anything is disclosed', async () => {
    const point = 'A'.repeat(43);
    expect(await codeOf(publicKeySchema.parse({ kty: 'EC', crv: 'P-256', x: point, y: point }))).toBe(
      'invalid_request',
    );
    expect(it.saw).toEqual([]);
  });
});
