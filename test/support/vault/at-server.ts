import { randomBytes } from 'node:crypto';
import type { EngineAddress } from '../../../src/kernel/engine-address.ts';
import { callThrough } from '../../../src/vault/engine.ts';
import type { At, Call } from '../../../src/vault/engine.ts';

/** Where and with what an engine acts in a test; each call is written down by its name. */
export function atServer(
  address: EngineAddress,
  administrator: string | null,
  {
    call = callThrough,
    now = () => Math.floor(Date.now() / 1000),
  }: { readonly call?: Call; readonly now?: () => number } = {},
): At & { readonly calls: readonly string[] } {
  const calls: string[] = [];
  return {
    address,
    administrator,
    rules: { length: 40, exclude: '' },
    attempt: { token: 'attempt-1', startedAt: now() },
    randomBytes: (count) => randomBytes(count),
    clock: now,
    call: (name, run) => {
      calls.push(name);
      return call(name, run);
    },
    calls,
  };
}
