import { afterAll, jest } from '@jest/globals';
import { describeCrashes } from '../support/vault/crash-suite.ts';
import { startRedisUnderTest } from '../support/vault/redis-under-test.ts';
import type { RedisUnderTest } from '../support/vault/redis-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<RedisUnderTest> | null = null;
const server = () => (started ??= startRedisUnderTest());

describeCrashes(server);

afterAll(async () => (await started)?.stop());
