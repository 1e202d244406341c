import * as z from 'zod';

const arn = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/;
const stream = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}\/stream\/[\w.:-]+$/;

const table = z.string().regex(arn, { error: 'expected the ARN of a table' });
/** Functions follow the stream of these; a restored table has none until it is switched on. */
const followed = z.string().regex(stream, {
  error: 'expected the ARN of the table’s stream (LatestStreamArn), which a restored table has once it is switched on',
});

export const restoredTables = z
  .strictObject({
    directory: followed.optional(),
    signIn: table.optional(),
    access: followed.optional(),
    audit: followed.optional(),
    counters: table.optional(),
  })
  .prefault({})
  .meta({
    description:
      'Tables that were restored from a backup and are used in place of those of the data stack (`docs/backup-and-restore.md`)',
    examples: [{ access: 'arn:aws:dynamodb:eu-central-1:123456789012:table/Access-2/stream/2026-11-25T00:00:00.000' }],
  });
export type RestoredTables = z.infer<typeof restoredTables>;

/** `arn:…:table/Name/stream/…` is the stream of `arn:…:table/Name`. */
export const tableArnOf = (given: string): string => given.replace(/\/stream\/.*$/, '');
