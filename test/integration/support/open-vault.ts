import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { bodyOf } from '../../../local/headless/expect-answer.ts';
import type { Member } from '../../../local/headless/member.ts';
import { until } from '../../../local/headless/until.ts';
import { logIn, REFUSED } from '../../../local/headless/use-database.ts';
import type { Login } from '../../../local/headless/use-database.ts';
import { registerDemoVault } from '../../../local/seed/register-demo-vault.ts';
import type { DemoVault } from '../../../local/seed/register-demo-vault.ts';
import { startDemoDatabase } from '../../../local/servers/demo-database.ts';
import type { DemoDatabase } from '../../../local/servers/demo-database.ts';
import { freePort } from '../../../local/servers/free-port.ts';
import { cloudCall } from './cloud-call.ts';
import { shared, stack } from './stack.ts';

/** A database of one's own with what the vault keeps of it, so that tests that rotate do not meet each other. */
export interface OpenVault extends DemoVault {
  readonly ada: Member;
  readonly database: DemoDatabase;
  readonly name: (key: keyof DemoVault) => string;
  /** Takes the server away; what it returns brings it back with its data. */
  readonly lose: () => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
}

export async function openVault(): Promise<OpenVault> {
  const ada = await shared('ada');
  // A value is set within five minutes of a sign-in.
  await ada.signInAgain();
  const place = await mkdtemp(join(tmpdir(), 'sallyport-vault-'));
  const port = await freePort();
  const start = () => startDemoDatabase({ place, port });
  let running = await start();
  const { demoDatabase: database } = running;
  const mark = randomBytes(4).toString('hex');
  const named = (what: string) => `Orders ${mark}, ${what}`;
  const names = { administrator: named('administrator'), application: named('application'), reader: named('reader') };
  try {
    const vault = await registerDemoVault(ada, database, { names, graceSeconds: 0 });
    return {
      ...vault,
      ...{ ada, database, name: (key) => names[key] },
      lose: async () => {
        await running.stop();
        return async () => {
          running = await start();
        };
      },
      close: async () => {
        await running.stop();
        await rm(place, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

const secret = z.object({ VersionId: z.string(), SecretString: z.string() });
const login = z.object({ username: z.string(), password: z.string() });

/** What Secrets Manager has as current, read as the root of the cloud: no door of Sallyport shows it. */
export async function currentValue(id: string): Promise<Login & { readonly versionId: string }> {
  const read = secret.parse(
    await cloudCall('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: `sallyport/credential/${id}` }),
  );
  return { ...login.parse(JSON.parse(read.SecretString)), versionId: read.VersionId };
}

export const credentialView = z.object({
  held: z.array(z.object({ grantId: z.string(), holder: z.object({ id: z.string(), name: z.string() }) })),
  queue: z.array(z.object({ place: z.int(), grantId: z.string() })),
  lastRotation: z.object({ at: z.int(), why: z.string(), seconds: z.int() }).nullable(),
  owed: z.object({ why: z.string() }).nullable(),
  underWay: z.object({ why: z.string() }).nullable(),
  retiring: z.object({ code: z.string().nullable() }).nullable(),
  failing: z.object({ code: z.string() }).nullable(),
  health: z.object({ state: z.string() }),
});
export type CredentialView = z.infer<typeof credentialView>;

export const readCredential = async (by: Member, id: string): Promise<CredentialView> =>
  bodyOf(await by.call('GET', `/credentials/${id}`), 200, credentialView);

export const rotate = async (by: Member, id: string, retire: 'at-disuse' | 'now' = 'now'): Promise<CredentialView> =>
  bodyOf(await by.call('POST', `/credentials/${id}/rotate`, { reason: 'Somebody left', retire }), 202, credentialView);

/** What the clock does each minute, now. It may be repeated. */
export async function tend(): Promise<void> {
  const path = '/2015-03-31/functions/sallyport-tend-vault/invocations';
  const scope = `test/20260101/${stack.cloud.region}/lambda/aws4_request`;
  const response = await fetch(`${stack.cloud.endpoint}${path}`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: '{}',
  });
  if (!response.ok) throw new Error(`tend-vault answered ${response.status}: ${await response.text()}`);
}

/** Once nothing is owed, under way or still to be retired. */
export const atRest = (by: Member, id: string, withinSeconds = 60): Promise<CredentialView> => {
  let last: CredentialView | undefined;
  return until(
    async () => {
      last = await readCredential(by, id);
      if (last.owed === null && last.underWay === null && last.retiring === null) return last;
      await tend();
      return undefined;
    },
    { what: () => `${id} at rest, it is ${JSON.stringify(last)}`, withinSeconds, everyMilliseconds: 500 },
  );
};

/** Until the server refuses it, as it must soon. */
export async function untilRefused(database: DemoDatabase, login: Login, withinSeconds = 40): Promise<void> {
  let last = '';
  await until(
    async () => {
      last = await logIn(database, login);
      if (REFUSED.test(last)) return last;
      await tend();
      return undefined;
    },
    { what: () => `the old value refused, it is "${last}"`, withinSeconds, everyMilliseconds: 500 },
  );
}
