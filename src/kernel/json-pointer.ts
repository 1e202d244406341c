import * as z from 'zod';

/** RFC 6901: where in a JSON document something is. The empty one is the whole document. */
export const jsonPointer = z
  .string()
  .max(200)
  .regex(/^(\/([^/~]|~[01])*)*$/, { error: 'expected a JSON Pointer, like "/data/key" (RFC 6901)' });

/** Undefined where there is nothing; never what an object only inherits. */
export function atPointer(document: unknown, pointer: string): unknown {
  let at = document;
  for (const escaped of pointer.split('/').slice(1)) {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    // A member of an array is named by its number without leading zeros.
    if (Array.isArray(at) && !/^(0|[1-9]\d*)$/.test(name)) return undefined;
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Object.getOwnPropertyDescriptor(at, name)?.value;
  }
  return at;
}
