import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** One version of the credential. */
export interface Version<T> {
  readonly id: string;
  readonly credential: T;
}

export type Stage = 'AWSCURRENT' | 'AWSPENDING';

/** Secrets Manager did not give the value. `code` is AWS' or Node's own name for why; nothing here holds a value. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
  readonly code: string;
  /** Whether it may be different in a moment; if not, the value in the cache is not served either. */
  readonly passing: boolean;
  constructor(secretId: string, code: string, passing: boolean) {
    super(`The secret ${secretId} could not be read: ${code}`);
    this.code = code;
    this.passing = passing;
  }
}

/** Somebody decided these: they do not pass by themselves. */
const decided = [
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidParameterException',
  'InvalidRequestException',
  'NotAnObject',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
];

export async function readSecret<T>(
  client: Pick<SecretsManagerClient, 'send'>,
  secretId: string,
  stage: Stage,
  parse: (text: string) => T,
): Promise<Version<T>> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage })).then(
    (value) => ({ value }),
    (error: unknown) => ({ code: codeOf(error) }),
  );
  if ('code' in answer) throw new VaultUnavailable(secretId, answer.code, !decided.includes(answer.code));
  const { SecretString: text, VersionId: id } = answer.value;
  if (text === undefined || id === undefined) throw new VaultUnavailable(secretId, 'ResourceNotFoundException', false);
  try {
    return { id, credential: parse(text) };
  } catch {
    // What a parser says quotes what it parsed: it goes no further, not even as a cause.
    throw new VaultUnavailable(secretId, 'NotAnObject', false);
  }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Unknown';
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const found = [code, name].find((each) => typeof each === 'string' && each !== 'Error' && /^[\w.]{1,80}$/.test(each));
  return typeof found === 'string' ? found : 'Unknown';
}
