import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import { epochSeconds } from '../../../kernel/time.ts';
import type { At, Fault } from '../../engine.ts';

/** `createdAt` is IAM's own date of the key, where Sallyport had it made; a value that a person typed has none. */
const iamValue = z.looseObject({
  accessKeyId: z.string().regex(/^\w{16,128}$/),
  secretAccessKey: z.string().min(1).max(256),
  userName: z.string().optional(),
  createdAt: epochSeconds.optional(),
});
export type IamValue = z.infer<typeof iamValue>;

export function parseIamValue(
  { userName }: AddressOf<'iam-access-key'>,
  text: string,
): { readonly value: IamValue } | { readonly fault: Fault } {
  const parsed = iamValue.safeParse(json(text));
  if (!parsed.success) {
    const says = 'The value is no JSON object with "accessKeyId" and "secretAccessKey".';
    return { fault: { stage: 'value', code: null, says } };
  }
  const { data: value } = parsed;
  if (value.userName !== undefined && value.userName !== userName)
    return { fault: { stage: 'value', code: null, says: 'The value names another user than the address.' } };
  return { value };
}

export function iamAddressOf({ address }: At): AddressOf<'iam-access-key'> {
  if (address.engine !== 'iam-access-key') throw new Error('This engine is for IAM access keys.');
  return address;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
