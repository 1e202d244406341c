import { Agent, request } from 'undici';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import { withFilled } from '../../../kernel/http-placeholders.ts';
import type { Placeholder, Whose } from '../../../kernel/http-placeholders.ts';
import type { At, Fault } from '../../engine.ts';
import { faultOfCall, HttpProblem } from './http-fault.ts';
import { parseHttpValue, partOf } from './http-value.ts';
import type { HttpValue } from './http-value.ts';

export type HttpCall = AddressOf<'http'>['apply'];

/** In milliseconds. */
export interface HttpBounds {
  readonly connect: number;
  readonly answer: number;
}
const MOST_BYTES = 64 * 1024;

export interface Answer {
  readonly status: number;
  /** The document, where the answer says that it is JSON and it is; else undefined. */
  readonly json: unknown;
}

/** Which credential each placeholder stands for; the administrator's is known from `At`. */
export type Filling = Partial<Readonly<Record<Exclude<Whose, 'administrator'>, HttpValue>>>;

/**
 * One call, on a connection of its own. TLS is verified against the address's authority or those that Node.js trusts,
 * a redirect is an answer like any other, and nothing is sent twice. Throws an `HttpProblem`.
 */
export async function callHttp(
  at: At,
  bounds: HttpBounds,
  { name, call, filling }: { readonly name: string; readonly call: HttpCall; readonly filling: Filling },
): Promise<Answer> {
  const { address } = at;
  if (address.engine !== 'http') throw new Error('This engine is for generic HTTP credentials.');
  const fill = filler(at, filling);
  // Made before anything is sent: what cannot be said is no call.
  const path = withFilled(call.path, (placeholder) => segment(fill(placeholder)));
  const headers = Object.fromEntries(
    Object.entries(call.headers).map(([header, text]) => [header, inHeader(withFilled(text, fill))]),
  );
  const hasType = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type');
  const body = call.body === null ? null : JSON.stringify(filled(call.body, fill));
  return at.call(name, async () => {
    const agent = new Agent({
      connect: { ca: address.ca ?? undefined, timeout: bounds.connect, rejectUnauthorized: true },
      connectTimeout: bounds.connect,
      headersTimeout: bounds.answer,
      bodyTimeout: bounds.answer,
      maxResponseSize: MOST_BYTES,
      maxHeaderSize: MOST_BYTES,
    });
    try {
      const answer = await request(`${new URL(address.baseUrl).origin}${path}`, {
        method: call.method,
        headers: { accept: 'application/json', ...(body !== null && !hasType ? JSON_TYPE : {}), ...headers },
        body,
        dispatcher: agent,
        // Time-outs of undici are between two bytes; this one is for all of them.
        signal: AbortSignal.timeout(bounds.connect + bounds.answer),
      });
      const text = await answer.body.text();
      const said = String(answer.headers['content-type'] ?? '');
      return {
        status: answer.statusCode,
        json: /^application\/([\w.-]+\+)?json\b/i.test(said) ? json(text) : undefined,
      };
    } catch (error) {
      throw new HttpProblem(faultOfCall(error));
    } finally {
      await agent.destroy();
    }
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

function filler(at: At, filling: Filling): (placeholder: Placeholder) => string {
  return ({ whose, part }) => {
    const value = whose === 'administrator' ? administratorOf(at) : filling[whose];
    const text = value === undefined ? null : partOf(value, part);
    if (text === null) throw new HttpProblem(missing(`{{${whose}.${part}}}`));
    return text;
  };
}

const missing = (placeholder: string): Fault => ({
  stage: 'value',
  code: null,
  says: `There is nothing that ${placeholder} could stand for: the value has no such part.`,
});

function administratorOf({ administrator }: At): HttpValue {
  const says = 'The credential that makes the change has no value.';
  const parsed =
    administrator === null ? { fault: { stage: 'value', code: null, says } as const } : parseHttpValue(administrator);
  if ('fault' in parsed) throw new HttpProblem(parsed.fault);
  return parsed.value;
}

/** An id is one segment of a path, whatever stands in it. */
function segment(id: string): string {
  const encoded = encodeURIComponent(id);
  if (/^\.{1,2}$/.test(encoded))
    throw new HttpProblem({ stage: 'value', code: null, says: 'The id would lead to another path.' });
  return encoded;
}

/** RFC 9110, field values, in ASCII. */
function inHeader(text: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(text))
    throw new HttpProblem({ stage: 'value', code: null, says: 'The value has characters that no header may have.' });
  return text;
}

/** In the document, not in its text: whatever stands in a value, it stays one text. */
function filled(document: unknown, fill: (placeholder: Placeholder) => string): unknown {
  if (typeof document === 'string') return withFilled(document, fill);
  if (typeof document !== 'object' || document === null) return document;
  if (Array.isArray(document)) return document.map((each) => filled(each, fill));
  return Object.fromEntries(Object.entries(document).map(([name, each]) => [name, filled(each, fill)]));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
