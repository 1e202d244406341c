import { randomBytes } from 'node:crypto';
import { passwordRules } from '../../../src/kernel/engine-address.ts';
import type { EngineAddress } from '../../../src/kernel/engine-address.ts';
import { callThrough } from '../../../src/vault/engine.ts';
import type { At } from '../../../src/vault/engine.ts';

/** Where an engine acts in a test; what a test is about it says itself. */
export const at = (address: EngineAddress, more: Partial<At> = {}): At => ({
  address,
  administrator: null,
  rules: passwordRules.parse({}),
  attempt: { token: 'token-1', startedAt: Math.floor(Date.now() / 1000) },
  randomBytes: (count) => randomBytes(count),
  clock: () => Math.floor(Date.now() / 1000),
  call: callThrough,
  ...more,
});
