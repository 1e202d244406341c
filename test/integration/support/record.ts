import * as z from 'zod';
import { bodyOf } from '../../../local/headless/expect-answer.ts';
import { until } from '../../../local/headless/until.ts';
import { shared } from './stack.ts';

// Whatever else stands in it is kept: a test may look for what must not be there.
const entry = z.looseObject({
  id: z.string(),
  at: z.int(),
  actor: z.looseObject({ kind: z.string() }),
  action: z.string(),
  outcome: z.string(),
  grantId: z.string().nullable(),
  correlationId: z.string(),
  reasons: z.array(z.string()),
});
export type Entry = z.infer<typeof entry>;
const page = z.object({ entries: z.array(entry), next: z.string().nullable() });

/** Follows `next` to the end. */
export async function readEntries(search: Readonly<Record<string, string>>): Promise<readonly Entry[]> {
  const carol = await shared('carol');
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...search, ...(cursor !== null && { cursor }) });
    const read: z.infer<typeof page> = bodyOf(await carol.call('GET', `/audit/entries?${query.toString()}`), 200, page);
    entries.push(...read.entries);
    cursor = read.next;
  } while (cursor !== null);
  return entries;
}

/** The thread of a grant, once it holds what is waited for: its index follows the table by moments. */
export const entriesOf = (
  grantId: string,
  complete: (entries: readonly Entry[]) => boolean,
): Promise<readonly Entry[]> =>
  until(
    async () => {
      const entries = await readEntries({ grant: grantId });
      return complete(entries) ? entries : undefined;
    },
    { what: `the entries of ${grantId}`, withinSeconds: 30, everyMilliseconds: 500 },
  );
