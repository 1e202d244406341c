import * as z from 'zod';

/** An operation without parameters, query or body: anything given is an error, not ignored. */
export const nothing = z.strictObject({});
export const noBody = z.undefined();
