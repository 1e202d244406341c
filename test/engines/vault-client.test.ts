import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { Pool } from 'pg';
import { heldResource } from '../../packages/vault-client/src/held-resource.ts';
import { vaultedCredential } from '../../packages/vault-client/src/vaulted-credential.ts';
import type { At } from '../../src/vault/engine.ts';
import { at } from '../support/vault/at.ts';
import { startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig, PostgresqlUnderTest } from '../support/vault/postgresql-under-test.ts';

const manager = mockClient(SecretsManagerClient);
let rig: PostgresqlRig;
/** What Secrets Manager has: values by stage. */
let stages: Map<string, string>;

beforeAll(async () => {
  rig = await startPostgresqlRig();
}, 180_000);
afterAll(() => rig.stop());
beforeEach(() => {
  manager.reset();
  stages = new Map();
  manager.on(GetSecretValueCommand).callsFake(async ({ VersionStage = '' }: { VersionStage?: string }) => {
    const value = stages.get(VersionStage);
    if (value === undefined) throw Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    return { VersionId: String(value.length) + value.slice(-12), SecretString: value };
  });
});

interface Login {
  readonly username: string;
  readonly password: string;
}

const application = () => {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  return heldResource(vaultedCredential<Login>({ secretId: 'orders', client, ttlSeconds: 3600 }), {
    open: ({ username: user, password }) => {
      const { port, ca } = rig.server;
      const pool = new Pool({ host: 'localhost', port, database: 'orders', user, password, ssl: { ca }, max: 4 });
      // A connection that the server ends while it is idle is no failure of anybody.
      pool.on('error', () => undefined);
      return pool;
    },
    close: (pool) => pool.end(),
  });
};

const whoAmI = (pool: Pool): Promise<string> =>
  pool.query<{ who: string }>('SELECT current_user::text AS who').then(({ rows: [row] }) => row?.who ?? '');

/** Up to the point where the new value is good and not promoted. */
async function changed(under: PostgresqlUnderTest): Promise<{ readonly here: At; readonly candidate: string }> {
  const current = stages.get('AWSCURRENT') ?? '';
  const here = at(under.address, { administrator: under.administrator });
  const candidate = await under.engine.stage(here, { current, labelled: [current] });
  stages.set('AWSPENDING', candidate);
  await expect(under.engine.apply(here, { current, candidate })).resolves.toEqual({ applied: true });
  return { here, candidate };
}

describe('an application with a pool on the real PostgreSQL', () => {
  test('goes on through a rotation of one user: between the change and the promotion, and after it', async () => {
    stages.set('AWSCURRENT', await rig.single.reset());
    const app = application();
    await expect(app.use(whoAmI)).resolves.toBe('reports');
    const { candidate } = await changed(rig.single);
    // A pool that opens more connections now needs the new password, which is only pending.
    const during = await Promise.all(Array.from({ length: 20 }, () => app.use(whoAmI)));
    expect(new Set(during)).toEqual(new Set(['reports']));
    stages.delete('AWSPENDING');
    stages.set('AWSCURRENT', candidate);
    await expect(app.use(whoAmI)).resolves.toBe('reports');
    expect(manager.commandCalls(GetSecretValueCommand).length).toBeLessThanOrEqual(3);
    await app.close();
  });

  test('that starts between the change and the promotion logs in with the pending password', async () => {
    stages.set('AWSCURRENT', await rig.single.reset());
    await changed(rig.single);
    const app = application();
    await expect(app.use(whoAmI)).resolves.toBe('reports');
    await app.close();
  });

  test('moves to the other user of two when the first is retired, with a query of the first still running', async () => {
    const old = await rig.alternating.reset();
    stages.set('AWSCURRENT', old);
    const app = application();
    const long = app.use((pool) => pool.query('SELECT pg_sleep(1.5)'));
    await expect(app.use(whoAmI)).resolves.toMatch(/^orders_(app_a|owner)$/);
    const { here, candidate } = await changed(rig.alternating);
    stages.delete('AWSPENDING');
    stages.set('AWSCURRENT', candidate);
    await expect(app.use((pool) => pool.query('SELECT session_user'))).resolves.toMatchObject({
      rows: [{ session_user: 'orders_app_a' }],
    });
    await long;
    await rig.alternating.engine.retire(here, { current: candidate, old, how: 'now' });
    await expect(rig.alternating.logsIn(old)).resolves.toBe(false);
    await expect(app.use((pool) => pool.query('SELECT session_user'))).resolves.toMatchObject({
      rows: [{ session_user: 'orders_app_b' }],
    });
    await app.close();
  });
});
