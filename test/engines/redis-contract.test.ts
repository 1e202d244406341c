import { afterAll, jest } from '@jest/globals';
import { describeEngine } from '../support/vault/engine-contract.ts';
import { startRedisUnderTest } from '../support/vault/redis-under-test.ts';
import type { RedisUnderTest } from '../support/vault/redis-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<RedisUnderTest> | null = null;
const server = () => (started ??= startRedisUnderTest());

describeEngine(server);

afterAll(async () => (await started)?.stop());
