/** What AWS and the network say, in words an operator can act on. */
const reasons: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'no AWS credentials were found. Sign in first (`aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.',
  ExpiredTokenException: 'your AWS credentials have expired. Sign in again.',
  ExpiredToken: 'your AWS credentials have expired. Sign in again.',
  UnrecognizedClientException: 'AWS does not know these credentials.',
  InvalidSignatureException: 'AWS does not accept these credentials.',
  ResourceNotFoundException:
    'Sallyport is not deployed in this account and region. Are AWS_PROFILE and AWS_REGION the right ones?',
};

/** The reason for a failed call; messages of AWS are shown, they hold no secret of ours. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed for a reason that it did not give.';
  if (/region is missing/i.test(error.message)) return 'no AWS region is set. Set AWS_REGION.';
  const known = reasons[error.name];
  if (known !== undefined) return known;
  if (error.name === 'AccessDeniedException' || error.name === 'AccessDenied')
    return `your AWS credentials do not permit this: ${error.message}`;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT' || code === 'ECONNRESET')
    return `AWS cannot be reached (${code}). Is the network there, and AWS_ENDPOINT_URL right, if it is set?`;
  return error.message;
}
