import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { crashScenarios } from './crash-scenarios.ts';
import type { Told } from './crash-scenarios.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

type Name = keyof ReturnType<typeof crashScenarios>;
const names: { readonly [Each in Name]: true } = {
  'dies after a call, and is called again': true,
  'dies before a call, and nobody goes on': true,
  'the reply of a call is lost': true,
  'a call does not arrive': true,
  'two do the same at once': true,
  'one goes on when its time is over, after another has done the same': true,
  'reconciling dies, whatever it finds': true,
  'the target is lost for a while': true,
  'the target refuses the new value by its own rules': true,
  'something is open under the old value': true,
  'somebody holds the credential': true,
  'another rotation comes right after': true,
};
const isName = (name: string): name is Name => name in names;

const TIMEOUT_MS = 180_000;

/**
 * Stops the real rotation, on the real server of an engine, before and after every call that it makes, and sees that
 * what follows comes to a good end (docs/writing-an-engine.md). Prints how many points there were.
 */
export function describeCrashes(make: () => Promise<EngineUnderTest>): void {
  describe('a rotation survives that', () => {
    let it: EngineUnderTest;
    let points = 0;
    let began = 0;
    beforeAll(async () => {
      it = await make();
      began = Date.now();
    }, TIMEOUT_MS);

    test.each(Object.keys(names).filter(isName))(
      '%s',
      async (name) => {
        const told: Told = await crashScenarios(it)[name]();
        points += told.points;
        expect(told.broken).toEqual([]);
      },
      TIMEOUT_MS,
    );

    afterAll(() => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      process.stdout.write(`crash points of ${it.name}: ${points}, in ${seconds} s\n`);
    });
  });
}
