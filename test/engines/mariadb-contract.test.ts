import { afterAll, jest } from '@jest/globals';
import { describeEngine } from '../support/vault/engine-contract.ts';
import { startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<MariadbUnderTest> | null = null;
const server = () => (started ??= startMariadbUnderTest());

describeEngine(server);

afterAll(async () => (await started)?.stop());
