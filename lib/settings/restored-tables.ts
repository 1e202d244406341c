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
    directory: followed.optional().meta({
      description: 'In place of the table of people, groups and rights: the ARN of its stream',
      examples: [
        'arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-Directory-restored/stream/2026-11-25T00:00:00.000',
      ],
    }),
    signIn: table.optional().meta({
      description: 'In place of the table of passwords and second factors: its ARN',
      examples: ['arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-SignIn-restored'],
    }),
    access: followed.optional().meta({
      description: 'In place of the table of requests and grants: the ARN of its stream',
      examples: [
        'arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-Access-restored/stream/2026-11-25T00:00:00.000',
      ],
    }),
    vault: table.optional().meta({
      description: 'In place of the table of vaulted credentials’ state: its ARN',
      examples: ['arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-Vault-restored'],
    }),
    audit: followed.optional().meta({
      description: 'In place of the table of entries: the ARN of its stream',
      examples: [
        'arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-Audit-restored/stream/2026-11-25T00:00:00.000',
      ],
    }),
    counters: table.optional().meta({
      description: 'In place of the table of throttles: its ARN',
      examples: ['arn:aws:dynamodb:eu-central-1:123456789012:table/Sallyport-Counters-restored'],
    }),
  })
  .prefault({})
  .meta({
    description:
      'Tables that were restored from a backup and are used in place of those of the data stack (`docs/backup-and-restore.md`)',
  });
export type RestoredTables = z.infer<typeof restoredTables>;

/** `arn:…:table/Name/stream/…` is the stream of `arn:…:table/Name`. */
export const tableArnOf = (given: string): string => given.replace(/\/stream\/.*$/, '');
