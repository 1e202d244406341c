import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';

export type Value = Readonly<Record<string, string>>;

/**
 * Has the value shown, encrypted to a key that was made for this one call and lives in this process alone (JWE, RFC
 * 7516): what stands between here and Sallyport sees nothing of it.
 */
export async function reveal(
  context: Context,
  api: Api,
  { grantId, reason }: { readonly grantId: string; readonly reason: string },
): Promise<{ readonly value: Value; readonly place: Schemas['Revealed']['place'] }> {
  const { compactDecrypt, exportJWK, generateKeyPair } = await import('jose');
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { x, y } = await exportJWK(publicKey);
  if (x === undefined || y === undefined) throw new Error('a key on P-256 has two coordinates');
  const { jwe, place } = await withFreshSignIn(context, () =>
    answer(
      api.POST('/grants/{id}/reveal', {
        params: { path: { id: grantId } },
        body: { reason, publicKey: { kty: 'EC', crv: 'P-256', x, y } },
      }),
    ),
  );
  if (jwe === null) throw new Failure('Sallyport answered without the encryption that was asked for.');
  const opened = await compactDecrypt(jwe, privateKey, {
    keyManagementAlgorithms: ['ECDH-ES+A256KW'],
    contentEncryptionAlgorithms: ['A256GCM'],
  }).catch(() => undefined);
  if (opened === undefined)
    throw new Failure('What came is not encrypted to the key of this process. Nothing is shown.');
  return { value: readValue(new TextDecoder().decode(opened.plaintext)), place };
}

function readValue(text: string): Value {
  const parsed = parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Failure('Sallyport answered with something that is no value.');
  return Object.fromEntries(Object.entries(parsed).map(([name, field]) => [name, String(field)]));
}

/** A parser's message quotes what it could not read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
