import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeCrashes } from '../support/vault/crash-suite.ts';
import { startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig } from '../support/vault/postgresql-under-test.ts';

let rig: PostgresqlRig;
beforeAll(async () => {
  rig = await startPostgresqlRig();
}, 120_000);
afterAll(() => rig.stop());

describe('PostgreSQL, two users that take turns', () => describeCrashes(async () => rig.alternating));
