import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { Part } from '../../../kernel/http-placeholders.ts';
import type { At, Fault } from '../../engine.ts';

/** Whatever else stands in it is kept. */
const httpValue = z.looseObject({ value: z.string().min(1).max(4096), id: z.string().min(1).max(256).nullish() });
export type HttpValue = z.infer<typeof httpValue>;

export function parseHttpValue(text: string): { readonly value: HttpValue } | { readonly fault: Fault } {
  const parsed = httpValue.safeParse(json(text));
  if (parsed.success) return { value: parsed.data };
  const says = 'The value is no JSON object with "value" and, where there is one, "id".';
  return { fault: { stage: 'value', code: null, says } };
}

/** Null when the value has no such part. */
export function partOf({ value, id }: HttpValue, part: Part): string | null {
  if (part === 'value') return value;
  if (id === null || id === undefined) return null;
  return part === 'id' ? id : Buffer.from(`${id}:${value}`).toString('base64');
}

export function httpAddressOf({ address }: At): AddressOf<'http'> {
  if (address.engine !== 'http') throw new Error('This engine is for generic HTTP credentials.');
  return address;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
