import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  askEnd,
  beginActivation,
  confirmActive,
  endNaturally,
  failActivation,
  markEnded,
  markRevokeFailed,
  promiseCredentials,
} from '../../../src/access/grant-transitions.ts';
import { footprintOf, grantDueAt, grantSchema } from '../../../src/access/grant.ts';
import type { Grant } from '../../../src/access/grant.ts';
import { addApproval, approve, cancel, deny, expire } from '../../../src/access/request-transitions.ts';
import { requestSchema } from '../../../src/access/request.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { anApproval, anApprovedRequest, aRequest, NOW, personActor, workflow } from '../../support/access.ts';

/** What may be tried on a grant, in any order and at any time; a step that its type or its time forbids does nothing. */
const steps = ['confirm', 'fail', 'ask-end', 'end-naturally', 'probe-refused', 'give-up', 'lend'] as const;
type Step = (typeof steps)[number];

function take(grant: Grant, step: Step, at: number): Grant {
  const cue = { at, by: workflow };
  const live = grant.state === 'activating' || grant.state === 'active';
  const ending = grant.state === 'ending' || grant.state === 'revoke_failed';
  switch (step) {
    case 'confirm':
      return grant.state === 'activating' ? confirmActive(grant, cue) : grant;
    case 'fail':
      return grant.state === 'activating' ? failActivation(grant, 'not_eligible', cue) : grant;
    case 'ask-end':
      return askEnd(grant, { why: 'revoked', by: personActor(newId('usr')), at }).grant;
    case 'end-naturally':
      return live && at >= grant.endsAt ? endNaturally(grant, cue) : grant;
    case 'probe-refused':
      return ending ? markEnded(grant, { result: 'refused', at, attempts: 1 }, cue) : grant;
    case 'give-up':
      return ending ? markRevokeFailed(grant, 'StillAllowed', cue) : grant;
    case 'lend':
      return grant.state === 'active' ? promiseCredentials(grant, at + 900) : grant;
  }
}

const walks = fc.array(fc.tuple(fc.constantFrom(...steps), fc.integer({ min: 0, max: 1200 })), { maxLength: 25 });

/** Every grant that a walk comes by, from the intent on. */
function walk(taken: readonly (readonly [Step, number])[]): readonly { step: Step; before: Grant; after: Grant }[] {
  let at = NOW + 20;
  let grant: Grant = beginActivation(anApprovedRequest(), { at, by: workflow });
  return taken.map(([step, seconds]) => {
    at += seconds;
    const before = grant;
    grant = take(grant, step, at);
    return { step, before, after: grant };
  });
}

describe('a grant, whatever is tried on it', () => {
  test('comes to ended only by a probe that was refused', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        for (const { step, before, after } of walk(taken))
          if (after.state === 'ended' && before.state !== 'ended') {
            expect(step).toBe('probe-refused');
            expect(after.probe.result).toBe('refused');
            expect(['ending', 'revoke_failed']).toContain(before.state);
          }
      }),
    );
  });

  test('never leaves ended, and never becomes active once its end has begun or was asked for', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        for (const { before, after } of walk(taken)) {
          if (before.state === 'ended') expect(after).toEqual(before);
          if (before.state !== 'activating' && before.state !== 'active') expect(after.state).not.toBe('active');
          if (before.state === 'activating' && before.endAsked) expect(after.state).not.toBe('active');
        }
      }),
    );
  });

  test('grows in version with every change, never moves its end, and is what the table can read back', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        for (const { before, after } of walk(taken)) {
          expect(after.version).toBe(after === before ? before.version : before.version + 1);
          expect(after.endsAt).toBe(before.endsAt);
          expect(after.credentialsUntil).toBeGreaterThanOrEqual(before.credentialsUntil);
          expect(grantSchema.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
          expect(after.transitions.at(-1)?.state).toBe(after.state);
        }
      }),
    );
  });

  test('is due for the sweeper until it has ended, and an early end is denied until its credentials are dead', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        for (const { after } of walk(taken)) {
          expect(grantDueAt(after) === null).toBe(after.state === 'ended');
          const print = footprintOf(after);
          if (after.state === 'activating' || after.state === 'active') expect(print?.state).toBe('live');
          else if (after.why !== 'expired') expect(print?.state).toBe('denied');
          if (after.state === 'ended' && print) expect(print.until).toBeGreaterThan(after.credentialsUntil);
          if (after.state !== 'ended') expect(print).toMatchObject({ until: null });
        }
      }),
    );
  });

  test('keeps a short list of transitions however often the end fails', () => {
    let grant = walk([
      ['confirm', 1],
      ['ask-end', 1],
    ]).at(-1)?.after;
    for (let count = 0; count < 500; count += 1) grant = grant && take(grant, 'give-up', NOW + 100 + count);
    expect(grant).toMatchObject({ state: 'revoke_failed', attempts: 500, since: NOW + 100, lastAttemptAt: NOW + 599 });
    expect(grant?.transitions).toHaveLength(4);
  });

  test('does not end naturally a second before its time', () => {
    const grant = beginActivation(anApprovedRequest(), { at: NOW, by: workflow });
    expect(() => endNaturally(grant, { at: grant.endsAt - 1, by: workflow })).toThrow('does not end before');
  });

  test('counts the time to end from when the end was due', () => {
    const [, early] = walk([
      ['confirm', 2],
      ['ask-end', 100],
    ]);
    const ending = early?.after;
    if (ending?.state !== 'ending') throw new Error('expected an ending grant');
    const at = NOW + 122;
    expect(ending.endingAt).toBe(at);
    const refusedLater = { result: 'refused', at: at + 7, attempts: 3 } as const;
    expect(markEnded(ending, refusedLater, { at: at + 8, by: workflow }).timeToEndSeconds).toBe(7);
  });
});

const decisions = ['agree', 'approve', 'deny', 'cancel', 'expire'] as const;

describe('a request, whatever is tried on it', () => {
  const tries = fc.array(fc.tuple(fc.constantFrom(...decisions), fc.integer({ min: 0, max: 40_000 })), {
    maxLength: 12,
  });

  test('is settled once: nothing is approved after deny, expiry or cancellation, nor after its time', () => {
    fc.assert(
      fc.property(tries, (tried) => {
        let request: AccessRequest = aRequest();
        let at = NOW;
        for (const [decision, seconds] of tried) {
          at += seconds;
          const before: AccessRequest = request;
          request = attempt(before, decision, at);
          if (before.state !== 'requested') expect(request).toEqual(before);
          if (request !== before) expect(request.version).toBe(before.version + 1);
          if (request.state === 'approved') {
            expect(request.approvedAt).toBeLessThan(request.expiresAt);
            expect(request.grantedSeconds).toBeLessThanOrEqual(request.seconds);
          }
          expect(requestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
        }
      }),
    );
  });

  test('cannot be decided from the second on in which it expires, whatever its state says', () => {
    const request = aRequest();
    const late = { ...anApproval(request), at: request.expiresAt };
    expect(() => approve(request, late, [late])).toThrow('can no longer be decided');
    expect(() => addApproval(request, late)).toThrow('can no longer be decided');
  });

  test('grants the least of what was agreed to', () => {
    const request = aRequest({ seconds: 1800 });
    const votes = [
      anApproval(request, { seconds: 900 }),
      anApproval(request, { seconds: 600 }),
      anApproval(request),
    ] as const;
    expect(approve(request, votes[2], votes).grantedSeconds).toBe(600);
  });

  test('holds one vote of each person: the latest', () => {
    const request = aRequest();
    const vote = anApproval(request, { seconds: 900 });
    const again = addApproval(addApproval(request, vote), { ...vote, seconds: 300 });
    expect(again.votes).toEqual([{ ...vote, seconds: 300 }]);
  });
});

function attempt(request: AccessRequest, decision: (typeof decisions)[number], at: number): AccessRequest {
  if (request.state !== 'requested') return request;
  const vote = anApproval(request, { at });
  try {
    switch (decision) {
      case 'agree':
        return addApproval(request, vote);
      case 'approve':
        return approve(request, vote, [vote]);
      case 'deny': {
        const { seconds: _, ...cast } = vote;
        return deny(request, { ...cast, outcome: 'deny', reason: 'no' });
      }
      case 'cancel':
        return cancel(request, 'taken-back', { at, by: personActor(request.requester) });
      case 'expire':
        return expire(request, { at, by: workflow });
    }
  } catch {
    return request;
  }
}
