import { atPointer } from '../../../kernel/json-pointer.ts';
import { networkFault } from '../network-fault.ts';
import { newPassword } from '../new-password.ts';
import type { Applied, At, Change, Engine, Fault, Probed, Retired, Retirement } from '../../engine.ts';
import { callHttp } from './http-call.ts';
import type { HttpBounds } from './http-call.ts';
import { faultOfStatus, HttpProblem } from './http-fault.ts';
import { httpAddressOf, parseHttpValue } from './http-value.ts';
import type { HttpValue } from './http-value.ts';

/**
 * A password or key of any service with an HTTP API, changed by calls that the address describes. What the engine cannot
 * know of a service, the address says (docs/vault-engines.md, "Generic HTTP credential").
 */
export const httpEngine = httpEngineWithin({ connect: 5_000, answer: 10_000 });

export function httpEngineWithin(bounds: HttpBounds): Engine {
  return {
    probe: (at, value) => logIn(at, bounds, 'probe', value),
    stage: (at, { current }) => stage(at, bounds, current),
    apply: (at, change) => apply(at, bounds, change),
    verify: async (at, candidate) => {
      const tried = await logIn(at, bounds, 'verify', candidate);
      return tried.login === 'alive' ? { verified: true } : { verified: false, fault: tried.fault };
    },
    retire: (at, retirement) => retire(at, bounds, retirement),
  };
}

async function logIn(at: At, bounds: HttpBounds, name: string, text: string): Promise<Probed> {
  const { verify: call, refusedWith } = httpAddressOf(at);
  const parsed = parseHttpValue(text);
  if ('fault' in parsed) return { login: 'unknown', fault: parsed.fault };
  const answer = await orFault(() => callHttp(at, bounds, { name, call, filling: { candidate: parsed.value } }));
  if ('fault' in answer) return { login: 'unknown', fault: answer.fault };
  if (call.expect.includes(answer.status)) return { login: 'alive' };
  if (!refusedWith.includes(answer.status)) return { login: 'unknown', fault: faultOfStatus(answer.status) };
  return { login: 'dead', fault: refused(answer.status) };
}

/** `sent`: made here, nothing is called. `issued`: the service makes it, and says it in this one answer. */
async function stage(at: At, bounds: HttpBounds, current: string): Promise<string> {
  const { made, apply: call, policyStatuses } = httpAddressOf(at);
  const parsed = parseHttpValue(current);
  if ('fault' in parsed) throw new HttpProblem(parsed.fault);
  if (made.by === 'sent') return JSON.stringify({ ...parsed.value, value: newPassword(at.rules, at.randomBytes) });
  const answer = await callHttp(at, bounds, { name: 'issue', call, filling: { current: parsed.value } });
  if (policyStatuses.includes(answer.status)) throw new HttpProblem(byRules(answer.status));
  if (!call.expect.includes(answer.status)) throw new HttpProblem(faultOfStatus(answer.status));
  const value = textAt(answer.json, made.valueAt);
  const id = made.idAt === null ? null : textAt(answer.json, made.idAt);
  if (value === null || (made.idAt !== null && id === null)) throw new HttpProblem(NOWHERE);
  const next = JSON.stringify({ ...parsed.value, value, id });
  // What the value's shape refuses could be stored, and never be used.
  if ('fault' in parseHttpValue(next)) throw new HttpProblem(NOWHERE);
  return next;
}

function textAt(document: unknown, pointer: string): string | null {
  const found = atPointer(document, pointer);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : null;
}

async function apply(at: At, bounds: HttpBounds, change: Change): Promise<Applied> {
  const { made, apply: call, policyStatuses, refusedWith } = httpAddressOf(at);
  const [current, candidate] = [parseHttpValue(change.current), parseHttpValue(change.candidate)];
  if ('fault' in current) return unclear(current.fault);
  if ('fault' in candidate) return unclear(candidate.fault);
  // It was good from the moment that the service made it; whether it still is, only a login says.
  if (made.by === 'issued') return isGood(at, bounds, change.candidate, null);
  const filling = { current: current.value, candidate: candidate.value };
  const answer = await orFault(() => callHttp(at, bounds, { name: 'apply', call, filling }));
  if ('fault' in answer) return unclear(answer.fault);
  const { status } = answer;
  if (call.expect.includes(status)) return { applied: true };
  // A second time, the current value may be refused because the first time worked, and the new one because it was used before.
  if (policyStatuses.includes(status)) return isGood(at, bounds, change.candidate, byRules(status), true);
  return isGood(at, bounds, change.candidate, refusedWith.includes(status) ? refused(status) : faultOfStatus(status));
}

async function isGood(
  at: At,
  bounds: HttpBounds,
  candidate: string,
  otherwise: Fault | null,
  policy = false,
): Promise<Applied> {
  const tried = await logIn(at, bounds, 'is it applied', candidate);
  if (tried.login === 'alive') return { applied: true };
  const fault = otherwise ?? tried.fault;
  return policy && tried.login === 'dead' ? { applied: false, refused: 'by-policy', fault } : unclear(fault);
}

async function retire(at: At, bounds: HttpBounds, { current, old, how }: Retirement): Promise<Retired> {
  const { retire: call } = httpAddressOf(at);
  const [now, before] = [parseHttpValue(current), parseHttpValue(old)];
  if ('fault' in now) return failed(now.fault);
  if ('fault' in before) return failed(before.fault);
  if (before.value.value === now.value.value) return failed(IS_CURRENT);
  const first = await logIn(at, bounds, 'probe old', old);
  if (first.login === 'dead') return { retired: true };
  if (first.login === 'unknown') return failed(first.fault);
  // No service tells who uses a value.
  if (how === 'at-disuse') return { retired: false, why: 'cannot-tell' };
  if (call === null) return failed(NOTHING_TAKES_IT);
  // The same id under two values: a call by id would take away the current one.
  if (sameId(now.value, before.value) && namesOnlyId(call)) return failed(SAME_ID);
  const filling = { current: now.value, old: before.value };
  const answer = await orFault(() => callHttp(at, bounds, { name: 'retire', call, filling }));
  if ('fault' in answer) return failed(answer.fault);
  const proof = await logIn(at, bounds, 'prove', old);
  if (proof.login === 'dead') return { retired: true };
  if (proof.login === 'unknown') return failed(proof.fault);
  return failed(call.expect.includes(answer.status) ? STILL_GOOD : faultOfStatus(answer.status));
}

const sameId = (one: HttpValue, other: HttpValue): boolean => (one.id ?? null) === (other.id ?? null);
const namesOnlyId = (call: object): boolean => !/\{\{old\.(value|basic)\}\}/.test(JSON.stringify(call));

async function orFault<T>(run: () => Promise<T>): Promise<T | { readonly fault: Fault }> {
  try {
    return await run();
  } catch (error) {
    const fault = error instanceof HttpProblem ? error.fault : networkFault(error);
    if (fault === null) throw error;
    return { fault };
  }
}

const unclear = (fault: Fault): Applied => ({ applied: false, refused: 'unclear', fault });
const failed = (fault: Fault): Retired => ({ retired: false, why: 'failed', fault });
const refused = (status: number): Fault => ({
  stage: 'authentication',
  code: `HTTP ${status}`,
  says: 'The service refused the value.',
});
const byRules = (status: number): Fault => ({
  stage: 'policy',
  code: `HTTP ${status}`,
  says: 'The service’s own rules refuse a new value.',
});
const NOWHERE: Fault = {
  stage: 'protocol',
  code: null,
  says:
    'The service made a new value, but its answer is no JSON that has it where the address says. ' +
    'Correct valueAt and idAt, and take away the value that nobody knows at the service.',
};
const IS_CURRENT: Fault = { stage: 'value', code: null, says: 'The old value is the current one.' };
const SAME_ID: Fault = { stage: 'value', code: null, says: 'The old and the current value have the same id.' };
const STILL_GOOD: Fault = { stage: 'protocol', code: null, says: 'The service still takes the old value.' };
const NOTHING_TAKES_IT: Fault = {
  stage: 'protocol',
  code: null,
  says: 'The service still takes the old value, and the address has no call that takes it away.',
};
