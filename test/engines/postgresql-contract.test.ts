import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeEngine } from '../support/vault/engine-contract.ts';
import { startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig } from '../support/vault/postgresql-under-test.ts';

let rig: PostgresqlRig;
beforeAll(async () => {
  rig = await startPostgresqlRig();
}, 120_000);
afterAll(() => rig.stop());

describe('PostgreSQL, two users that take turns', () => describeEngine(async () => rig.alternating));
describe('PostgreSQL, one user that changes itself', () => describeEngine(async () => rig.single));
describe('PostgreSQL, one user of an administrator', () => describeEngine(async () => rig.administered));
