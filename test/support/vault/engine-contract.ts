import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callThrough } from '../../../src/vault/engine.ts';
import type { At, Call } from '../../../src/vault/engine.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

const TIMEOUT_MS = 120_000;

/** What every engine promises, tried on its real server (docs/writing-an-engine.md). */
export function describeEngine(make: () => Promise<EngineUnderTest>): void {
  describe('an engine', () => {
    let it: EngineUnderTest;
    let current: string;
    let rest: string;
    let values: string[];
    let said: unknown[];

    beforeAll(async () => {
      it = await make();
    }, TIMEOUT_MS);
    beforeEach(async () => {
      current = await it.reset();
      rest = await it.rest();
      values = [current];
      said = [];
    }, TIMEOUT_MS);
    afterEach(async () => {
      const secrets = values.flatMap(it.secretsOf);
      const texts = [await it.log(), JSON.stringify(said)];
      expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
      expect(await it.rest()).toBe(rest);
    }, TIMEOUT_MS);

    const at = (more: { call?: Call; exclude?: string; length?: number } = {}): At => ({
      address: it.address,
      administrator: it.administrator,
      rules: { length: more.length ?? 40, exclude: more.exclude ?? '' },
      attempt: { token: randomUUID(), startedAt: Math.floor(Date.now() / 1000) },
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
      clock: () => Math.floor(Date.now() / 1000),
      call: more.call ?? callThrough,
    });
    const kept = <T>(answer: T): T => {
      said.push(answer);
      return answer;
    };
    const probe = async (value: string) => kept(await it.engine.probe(at(), value)).login;
    const stage = async (more = {}) => {
      const candidate = await it.engine.stage(at(more), { current, labelled: [current] });
      values.push(candidate);
      return candidate;
    };
    const apply = async (candidate: string) => kept(await it.engine.apply(at(), { current, candidate }));
    const verify = async (candidate: string) => kept(await it.engine.verify(at(), candidate));
    const retire = async (old: string, by: string, how: 'now' | 'at-disuse' = 'now') =>
      kept(await it.engine.retire(at(), { current: by, old, how }));
    /** A whole rotation; answers the new value. */
    const rotated = async (): Promise<string> => {
      const candidate = await stage();
      expect(await apply(candidate)).toEqual({ applied: true });
      expect(await verify(candidate)).toEqual({ verified: true });
      return candidate;
    };

    const tells = (name: string, run: () => Promise<void>) => test(name, run, TIMEOUT_MS);

    tells('tells a good value from a bad one', async () => {
      expect(await it.logsIn(current)).toBe(true);
      expect(await probe(current)).toBe('alive');
      const candidate = await stage();
      expect(await probe(candidate)).toBe((await it.logsIn(candidate)) ? 'alive' : 'dead');
    });

    tells('stages a new value and changes nothing', async () => {
      const [one, other] = [await stage(), await stage()];
      expect(new Set([current, one, other]).size).toBe(3);
      expect(typeof JSON.parse(one)).toBe('object');
      expect(await it.logsIn(current)).toBe(true);
    });

    tells('keeps to the rules for passwords', async () => {
      const value: unknown = JSON.parse(await stage({ length: 32, exclude: '-_.!#%*+:=@' }));
      const password: unknown =
        typeof value === 'object' && value !== null ? Reflect.get(value, 'password') : undefined;
      if (typeof password !== 'string') return;
      expect(password).toHaveLength(32);
      expect(password).not.toMatch(/[-_.!#%*+:=@]/);
    });

    tells('makes the candidate good, and may be told so twice', async () => {
      const candidate = await rotated();
      expect(await it.logsIn(candidate)).toBe(true);
      expect(await probe(candidate)).toBe('alive');
      expect(await it.logsIn(current)).toBe(it.keepsTwo);
      expect(await apply(candidate)).toEqual({ applied: true });
      expect(await verify(candidate)).toEqual({ verified: true });
    });

    tells('verifies nothing that was not applied', async () => {
      const candidate = await stage();
      if (await it.logsIn(candidate)) return;
      expect(await verify(candidate)).toMatchObject({ verified: false });
    });

    tells('retires the old value and leaves the new one, and may be told so twice', async () => {
      const candidate = await rotated();
      expect(await retire(current, candidate)).toEqual({ retired: true });
      expect(await it.logsIn(current)).toBe(false);
      expect(await probe(current)).toBe('dead');
      expect(await it.logsIn(candidate)).toBe(true);
      expect(await retire(current, candidate)).toEqual({ retired: true });
    });

    tells('rotates again and again', async () => {
      for (let round = 0; round < 3; round += 1) {
        const next = await rotated();
        expect(await retire(current, next)).toEqual({ retired: true });
        expect(await it.logsIn(current)).toBe(false);
        current = next;
      }
      expect(await it.logsIn(current)).toBe(true);
    });

    tells('does not take from anybody what is in use, unless it must', async () => {
      const session = await it.open?.(current);
      if (session === undefined) return;
      try {
        expect(await session.works()).toBe(true);
        const candidate = await rotated();
        if (!it.keepsTwo) return;
        expect(await session.works()).toBe(true);
        expect(await retire(current, candidate, 'at-disuse')).toMatchObject({ retired: false });
        expect(await it.logsIn(current)).toBe(true);
        expect(await retire(current, candidate, 'now')).toEqual({ retired: true });
        expect(await session.works()).toBe(false);
        expect(await it.logsIn(candidate)).toBe(true);
      } finally {
        await session.close();
      }
    });

    tells('calls nothing dead and nothing done while the server is away', async () => {
      const candidate = await stage();
      const back = await it.lose();
      try {
        expect(await probe(current)).toBe('unknown');
        expect(await apply(candidate)).toMatchObject({ applied: false, refused: 'unclear' });
        expect(await verify(candidate)).toMatchObject({ verified: false });
        expect(await retire(candidate, current)).toMatchObject({ retired: false, why: 'failed' });
      } finally {
        await back();
      }
      expect(await it.logsIn(current)).toBe(true);
    });

    tells('reaches the server through its calls alone', async () => {
      const candidate = await stage();
      const none = at({ call: () => Promise.reject(Object.assign(new Error('cut off'), { code: 'ECONNRESET' })) });
      expect(kept(await it.engine.probe(none, current)).login).toBe('unknown');
      expect(kept(await it.engine.apply(none, { current, candidate }))).toMatchObject({ refused: 'unclear' });
      expect(kept(await it.engine.verify(none, current)).verified).toBe(false);
      expect(kept(await it.engine.retire(none, { current: candidate, old: current, how: 'now' })).retired).toBe(false);
      expect(await it.logsIn(current)).toBe(true);
    });

    tells('tells a value that the server’s own rules refuse from a failure', async () => {
      if (it.refuseByPolicy === null) return;
      await it.refuseByPolicy(true);
      try {
        const candidate = await stage();
        expect(await apply(candidate)).toMatchObject({ applied: false, refused: 'by-policy' });
        expect(await it.logsIn(candidate)).toBe(false);
        expect(await it.logsIn(current)).toBe(true);
      } finally {
        await it.refuseByPolicy(false);
      }
    });
  });
}
