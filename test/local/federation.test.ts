import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createServer } from 'node:http';
import { openFederation } from '../../local/federation/federation.ts';
import { listen } from '../../local/loopback.ts';
import type { Listener } from '../../local/loopback.ts';
import { account, freePort, region, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let server: Listener;
let endpoint: string;
let session: { sessionId: string; sessionKey: string; sessionToken: string };
let now = Date.now();

const destination = 'https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1';

const ask = (parameters: Record<string, string>) =>
  fetch(endpoint, { method: 'POST', body: new URLSearchParams({ Action: 'getSigninToken', ...parameters }) });
const tokenFor = async (given: object): Promise<string> => {
  const body: unknown = await (await ask({ Session: JSON.stringify(given) })).json();
  return String(Object.entries(body as object).find(([name]) => name === 'SigninToken')?.[1]);
};
const signIn = (token: string, to = destination) =>
  fetch(
    `${endpoint}?${new URLSearchParams({ Action: 'login', Issuer: 'https://access.example.com', Destination: to, SigninToken: token }).toString()}`,
  );

beforeAll(async () => {
  cloud = await startPrivateCloud();
  const trusts = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(cloud.asRoot).send(
    new CreateRoleCommand({
      RoleName: 'lent',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trusts] }),
    }),
  );
  const { Credentials } = await new STSClient(cloud.asRoot).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'grt_1' }),
  );
  session = {
    sessionId: Credentials?.AccessKeyId ?? '',
    sessionKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const federation = openFederation({ cloudEndpoint: cloud.endpoint, region, now: () => now });
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}/federation`;
  server = await listen(
    createServer((incoming, outgoing) => void federation.answer(incoming, outgoing)),
    port,
  );
}, 180_000);

afterAll(async () => {
  await server.stop();
  await cloud.end();
});

describe('the local sign-in endpoint', () => {
  test('shows whose session it is, and where AWS would lead', async () => {
    const response = await signIn(await tokenFor(session));
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain(`arn:aws:sts::${account}:assumed-role/lent/grt_1`);
    expect(page).toContain(destination);
    expect(page).not.toContain(session.sessionKey);
  });

  test('takes a token once, and for a quarter of an hour', async () => {
    const token = await tokenFor(session);
    expect((await signIn(token)).status).toBe(200);
    expect((await signIn(token)).status).toBe(400);
    const late = await tokenFor(session);
    now += 15 * 60 * 1000;
    expect((await signIn(late)).status).toBe(400);
    expect((await signIn('made-up')).status).toBe(400);
  });

  test('gives none for credentials that the cloud does not accept, nor for a longer session', async () => {
    const refused = [
      { Session: JSON.stringify({ ...session, sessionKey: `${session.sessionKey}x` }) },
      { Session: JSON.stringify({ ...session, sessionToken: 'other' }) },
      { Session: JSON.stringify(session), SessionDuration: '3600' },
      { Session: 'no json' },
    ];
    for (const parameters of refused) {
      const response = await ask(parameters);
      expect([response.status, await response.text()]).toEqual([400, 'Invalid credentials parameter']);
    }
    const query = new URLSearchParams({ Action: 'getSigninToken', Session: JSON.stringify(session) }).toString();
    expect((await fetch(`${endpoint}?${query}`)).status).toBe(400);
  });

  test('leads nowhere but to the console', async () => {
    for (const to of ['https://evil.example/console.aws.amazon.com', 'http://console.aws.amazon.com/', 'x'])
      expect((await signIn(await tokenFor(session), to)).status).toBe(400);
    expect((await fetch(`${endpoint}?Action=other`)).status).toBe(400);
  });
});
