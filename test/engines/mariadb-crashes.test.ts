import { afterAll, jest } from '@jest/globals';
import { describeCrashes } from '../support/vault/crash-suite.ts';
import { startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<MariadbUnderTest> | null = null;
const server = () => (started ??= startMariadbUnderTest());

describeCrashes(server);

afterAll(async () => (await started)?.stop());
