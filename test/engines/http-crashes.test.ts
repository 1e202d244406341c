import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callThrough } from '../../src/vault/engine.ts';
import type { Call } from '../../src/vault/engine.ts';
import { at } from '../support/vault/at.ts';
import { describeEngine } from '../support/vault/engine-contract.ts';
import type { EngineUnderTest } from '../support/vault/engine-under-test.ts';
import { startHttpRig } from '../support/vault/http-under-test.ts';
import type { HttpRig } from '../support/vault/http-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

let rig: HttpRig;
beforeAll(async () => {
  rig = await startHttpRig();
});
afterAll(() => rig.stop());

/** What Secrets Manager and the state keep over a stop. */
interface Kept {
  current: string;
  candidate: string | null;
  old: string | null;
}

/** As the rotation does it: staged, stored, applied unless it logs in already, verified, promoted; then the old one retired. */
async function rotate({ engine, address }: EngineUnderTest, kept: Kept, call: Call): Promise<void> {
  const here = at(address, { call });
  if (kept.old === null) {
    const { current } = kept;
    kept.candidate ??= await engine.stage(here, { current, labelled: [current] });
    const { candidate } = kept;
    expect(await engine.apply(here, { current, candidate })).toEqual({ applied: true });
    expect(await engine.verify(here, candidate)).toEqual({ verified: true });
    Object.assign(kept, { current: candidate, candidate: null, old: current });
  }
  const { current, old } = kept;
  if (old !== null) expect(await engine.retire(here, { current, old, how: 'now' })).toEqual({ retired: true });
}

async function pointsOf(it: EngineUnderTest): Promise<number> {
  return stoppedAtEachCall<Kept>({
    before: async () => ({ current: await it.reset(), candidate: null, old: null }),
    act: (kept, call) => rotate(it, kept, call),
    after: async (kept) => {
      const labelled = [kept.current, kept.candidate, kept.old].filter((each) => each !== null);
      const alive = await Promise.all(labelled.map((each) => it.logsIn(each)));
      expect(alive).toContain(true);
      await rotate(it, kept, callThrough);
      await expect(it.logsIn(kept.current)).resolves.toBe(true);
      await expect(it.rest()).resolves.toBe('"untouched"');
    },
  });
}

describe('a rotation over HTTP survives a stop before and after each of its calls', () => {
  test('of a value that is sent: apply, verify, and the look at the old one', async () => {
    await expect(pointsOf(rig.sent)).resolves.toBe(6);
  });

  test('of a value that is issued, though a lost answer leaves a key at the service that nobody knows', async () => {
    await expect(pointsOf(rig.issued)).resolves.toBe(12);
    await rig.issued.reset();
    const kept: Kept = { current: await rig.issued.reset(), candidate: null, old: null };
    const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
    let first = true;
    const losing: Call = async (_name, run) => {
      const answer = await run();
      if (first) {
        first = false;
        throw lost;
      }
      return answer;
    };
    await expect(rotate(rig.issued, kept, losing)).rejects.toBe(lost);
    await rotate(rig.issued, kept, callThrough);
    expect(rig.service.keys.size).toBe(3);
  });
});

describe('of a value that is sent', () => {
  describeEngine(async () => rig.sent);
});

describe('of a value that is issued', () => {
  describeEngine(async () => rig.issued);
});
