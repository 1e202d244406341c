import type { Context, Environment } from '../context.ts';
import { Failure, UsageError } from '../failure.ts';
import type { ProcessCredentials } from './lent-credentials.ts';

/**
 * The console of each partition, and the endpoint that turns credentials into a sign-in there
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html,
 * https://docs.aws.amazon.com/general/latest/gr/signin-service.html).
 */
const partitions: Readonly<Record<string, { readonly federation: string; readonly console: string }>> = {
  aws: { federation: 'https://signin.aws.amazon.com/federation', console: 'console.aws.amazon.com' },
  'aws-us-gov': {
    federation: 'https://signin.amazonaws-us-gov.com/federation',
    console: 'console.amazonaws-us-gov.com',
  },
  'aws-cn': { federation: 'https://signin.amazonaws.cn/federation', console: 'console.amazonaws.cn' },
};

export interface ConsoleOrder {
  readonly roleArn: string;
  readonly credentials: ProcessCredentials;
  /** Where the console sends people when the session is over. */
  readonly issuer: string;
  readonly region: string;
}

/**
 * A link that signs its bearer in to the AWS console: as secret as the credentials, for the 15 minutes that its token
 * holds. `SessionDuration` is left out on purpose: AWS refuses it for credentials that a role's session asked for, and
 * the console's session then lasts as long as they do. Their policy ends them with the grant.
 */
export async function signInLink(
  { fetch, environment }: Pick<Context, 'fetch' | 'environment'>,
  { roleArn, credentials, issuer, region }: ConsoleOrder,
): Promise<string> {
  const partition = partitions[roleArn.split(':')[1] ?? ''];
  if (partition === undefined)
    throw new Failure(`The console of ${roleArn} is not known: its partition is another one.`);
  const endpoint = standIn(environment) ?? endpointOf(partition.federation, region);
  const token = await signInToken(fetch, endpoint, credentials);
  const link = new URL(endpoint);
  link.search = new URLSearchParams({
    Action: 'login',
    Issuer: issuer,
    Destination: `https://${region}.${partition.console}/console/home?region=${region}`,
    SigninToken: token,
  }).toString();
  return link.href;
}

/** In the partition `aws` each region has its own, so that signing in does not depend on us-east-1. */
const endpointOf = (federation: string, region: string): string =>
  region === 'us-east-1' ? federation : federation.replace('//signin.aws.', `//${region}.signin.aws.`);

/** By POST: what stands in a URL is written to the logs of every proxy on the way. */
async function signInToken(
  fetch: Context['fetch'],
  endpoint: string,
  { AccessKeyId, SecretAccessKey, SessionToken }: ProcessCredentials,
): Promise<string> {
  const session = JSON.stringify({ sessionId: AccessKeyId, sessionKey: SecretAccessKey, sessionToken: SessionToken });
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ Action: 'getSigninToken', Session: session }),
  });
  const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (typeof body === 'object' && body !== null && 'SigninToken' in body && typeof body.SigninToken === 'string')
    return body.SigninToken;
  // Its own words are left out: they could repeat what was sent.
  throw new Failure(
    `${new URL(endpoint).host} gave no sign-in token (${response.status}). Has the grant just ended? Its state: sallyport grants`,
  );
}

/** What stands in for AWS on this machine; elsewhere the variable could send credentials to anyone, so it is refused. */
function standIn(environment: Environment): string | undefined {
  const given = environment['SALLYPORT_FEDERATION_URL'] ?? '';
  if (given === '') return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return url.href;
  throw new UsageError(
    `SALLYPORT_FEDERATION_URL is "${given}", but only an address of this machine is allowed there, such as http://127.0.0.1:4580/federation. Unset it for AWS itself.`,
  );
}
