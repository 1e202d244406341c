import type { Environment } from '../context.ts';
import type { ProcessCredentials } from './lent-credentials.ts';

/** Whatever else could give a tool credentials or a profile would compete with what it is given. */
const competing = [
  ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'],
  ...['AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_BEARER_TOKEN_BEDROCK'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
] as const;

/** The environment of a command that acts with lent credentials and nothing else. */
export function childEnvironment(
  environment: Environment,
  { AccessKeyId, SecretAccessKey, SessionToken, Expiration }: ProcessCredentials,
  region: string,
): Environment {
  const left = Object.entries(environment).filter(([name]) => !competing.some((each) => each === name.toUpperCase()));
  return {
    ...Object.fromEntries(left),
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
    AWS_CREDENTIAL_EXPIRATION: Expiration,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
