import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strictest } from '../../../src/authorization/obligations.ts';
import type { Obligations } from '../../../src/authorization/obligations.ts';
import { groupName } from '../../../src/kernel/ids.ts';

const seconds = fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: null });
const group = fc.constantFrom('approvers', 'owners', 'security').map((name) => groupName.parse(name));
const obligations: fc.Arbitrary<Obligations> = fc.record({
  factor: fc.constantFrom('mfa', 'not-required'),
  freshSeconds: seconds,
  maxSeconds: seconds,
  approval: fc.uniqueArray(fc.record({ count: fc.integer({ min: 1, max: 5 }), group }), {
    selector: (stage) => stage.group,
  }),
});

/** Whoever fulfils the first also fulfils the second. */
function atLeastAsStrict(one: Obligations, other: Obligations): boolean {
  const within = (a: number | null, b: number | null) => b === null || (a !== null && a <= b);
  return (
    (one.factor === 'mfa' || other.factor === 'not-required') &&
    within(one.freshSeconds, other.freshSeconds) &&
    within(one.maxSeconds, other.maxSeconds) &&
    other.approval.every(({ group: wanted, count }) =>
      one.approval.some((stage) => stage.group === wanted && stage.count >= count),
    )
  );
}

const some = fc.array(obligations, { minLength: 1, maxLength: 6 });

describe('where several policies permit, the strictest of each obligation holds', () => {
  test('the result is at least as strict as every one of them', () => {
    fc.assert(fc.property(some, (all) => all.every((each) => atLeastAsStrict(strictest(all), each))));
  });

  test('it asks for nothing that none of them asks for', () => {
    fc.assert(
      fc.property(some, (all) => {
        const { factor, freshSeconds, maxSeconds, approval } = strictest(all);
        return (
          all.some((each) => each.factor === factor) &&
          all.some((each) => each.freshSeconds === freshSeconds) &&
          all.some((each) => each.maxSeconds === maxSeconds) &&
          approval.every(({ group: asked, count }) =>
            all.some((each) => each.approval.some((stage) => stage.group === asked && stage.count === count)),
          )
        );
      }),
    );
  });

  test('one more policy never makes it weaker, and the order does not matter', () => {
    fc.assert(
      fc.property(some, obligations, (all, more) => {
        expect(atLeastAsStrict(strictest([...all, more]), strictest(all))).toBe(true);
        expect(strictest([...all].reverse())).toEqual(strictest(all));
      }),
    );
  });
});
