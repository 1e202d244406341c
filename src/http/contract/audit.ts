import * as z from 'zod';
import { entrySchema } from '../../audit/entry.ts';
import { idOf } from '../../kernel/ids.ts';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';

/** Times in a query are text: whole epoch seconds and nothing else. */
const seconds = z
  .string()
  .regex(/^\d{1,10}$/, { error: 'expected whole seconds since 1970-01-01T00:00:00Z' })
  .transform(Number);

export const listEntries = operation({
  id: 'listEntries',
  method: 'GET',
  path: '/audit/entries',
  function: 'audit',
  summary: 'The audit record',
  description: [
    'Entries of a grant, of a time, or both, in the order of their ids (the order in which they were made).',
    'Follow `next` until it is null; a page may be empty and yet have a next one.',
    'The first page fixes the end of the search, so that paging ends while entries are still being written.',
    'By time, every entry that was confirmed before the call is there. By grant, an index is read: an entry of the last moments may be missing, ask again.',
    'Reading the record is itself an entry (`audit.read`), written before the answer.',
  ].join('\n'),
  action: 'audit:read',
  input: {
    path: nothing,
    query: z.strictObject({
      grant: idOf('grt').optional(),
      from: seconds.optional().meta({ description: 'not before this second; needed unless a grant is named' }),
      to: seconds.optional().meta({ description: 'not after this second; at most 31 days after `from`' }),
      cursor: z.string().min(1).max(1024).optional().meta({ description: '`next` of the page before' }),
      limit: z
        .string()
        .regex(/^([1-9]\d?|1\d\d|200)$/, { error: 'expected a number from 1 to 200' })
        .transform(Number)
        .optional()
        .meta({ description: 'entries on a page, 1 to 200; 50 unless told' }),
    }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z
        .strictObject({
          entries: z.array(entrySchema),
          unreadable: z
            .array(idOf('ent'))
            .meta({ description: 'what lies under these ids is not an entry as it was written: a reason for alarm' }),
          next: z.string().nullable(),
        })
        .meta({ id: 'EntriesPage' }),
    },
  },
  refusals: ['cannot_record'],
});

export const auditOperations = [listEntries] as const;
