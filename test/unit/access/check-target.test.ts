import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkTarget } from '../../../src/access/check-target.ts';
import type { CheckIdentity } from '../../../src/access/target-contract.ts';
import { memoryEntries } from '../../../src/audit/adapters/memory-entries.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { aCause, aTarget } from '../../support/access.ts';

const target = aTarget();
const by = newId('usr');
let entries: ReturnType<typeof memoryEntries>;
let examined: CheckIdentity[];
beforeEach(() => {
  entries = memoryEntries();
  examined = [];
});
const check = () => {
  const examine = async (_target: unknown, as: CheckIdentity) => {
    // What has no entry by now is not done.
    expect(entries.all()).toHaveLength(1);
    examined.push(as);
    return [];
  };
  return checkTarget({ entries, newId, target: { examine } }, aCause(), { target, by });
};

describe('a check makes sessions, so', () => {
  test('its entry comes first, and the sessions are named after it', async () => {
    const checked = await check();
    const [entry] = entries.all();
    expect(entry).toMatchObject({ action: 'target.check', outcome: 'allowed', targetId: target.id, grantId: null });
    expect(examined).toEqual([{ name: `grt_check-${entry?.id ?? ''}`, by, correlationId: 'call-1' }]);
    expect(checked).toMatchObject({ ok: true, value: { identity: examined[0]?.name } });
    // As STS takes it.
    expect(examined[0]?.name).toMatch(/^[\w+=,.@-]{2,64}$/);
  });

  test.each(['lost', 'unconfirmed'] as const)('without its entry (%s) nothing is tried', async (fault) => {
    entries.failNextPut(fault);
    expect(await check()).toMatchObject({ ok: false, refusal: { code: 'cannot_record' } });
    expect(examined).toEqual([]);
  });
});
