import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quorumOf } from '../../../src/access/quorum.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import type { PersonId } from '../../../src/kernel/ids.ts';
import { anApproval, approvers, aRequest, aRule } from '../../support/access.ts';

const security = groupName.parse('security');
const both = aRule({
  approval: [
    { count: 1, group: approvers },
    { count: 1, group: security },
  ],
});
const now = (inApprovers: readonly PersonId[], inSecurity: readonly PersonId[] = []) =>
  new Map([
    [approvers, new Set(inApprovers)],
    [security, new Set(inSecurity)],
  ]);
const votedBy = (people: readonly PersonId[], rule = both) => {
  const request = aRequest({ rule });
  return { ...request, votes: people.map((approver) => anApproval(request, { approver })) };
};

describe('a quorum', () => {
  const [bob, erin] = [newId('usr'), newId('usr')] as const;

  test('needs distinct people: one who is in both groups fills one place', () => {
    expect(quorumOf(votedBy([bob]), now([bob], [bob])).met).toBe(false);
    expect(quorumOf(votedBy([bob, erin]), now([bob, erin], [bob])).met).toBe(true);
    expect(quorumOf(votedBy([erin, bob]), now([bob, erin], [bob])).met).toBe(true);
    expect(quorumOf(votedBy([bob, erin]), now([bob, erin], [])).met).toBe(false);
  });

  test('counts nobody who is no approver any more', () => {
    const request = votedBy([bob, erin]);
    expect(quorumOf(request, now([], [erin]))).toMatchObject({ met: false, counted: [{ approver: erin }] });
  });

  test('counts neither the requester nor a vote on something else', () => {
    const request = votedBy([bob], aRule());
    expect(quorumOf({ ...request, requester: bob }, now([bob])).met).toBe(false);
    expect(quorumOf({ ...request, digest: 'other' }, now([bob])).met).toBe(false);
    expect(quorumOf(request, now([bob])).met).toBe(true);
  });

  test('is what trying every seating would find', () => {
    const people = Array.from({ length: 4 }, () => newId('usr'));
    const some = fc.subarray(people);
    fc.assert(
      fc.property(
        some,
        some,
        some,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 2 }),
        (one, two, voted, n, m) => {
          const rule = aRule({
            approval: [
              { count: n, group: approvers },
              { count: m, group: security },
            ],
          });
          const places = [...Array.from({ length: n }, () => one), ...Array.from({ length: m }, () => two)];
          const seatable = (left: readonly (readonly PersonId[])[], free: readonly PersonId[]): boolean => {
            const [place, ...others] = left;
            if (place === undefined) return true;
            return free.some(
              (who) =>
                place.includes(who) &&
                seatable(
                  others,
                  free.filter((each) => each !== who),
                ),
            );
          };
          expect(quorumOf(votedBy(voted, rule), now(one, two)).met).toBe(seatable(places, voted));
        },
      ),
    );
  });
});
