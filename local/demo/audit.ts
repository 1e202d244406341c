import * as z from 'zod';
import type { Answer } from '../headless/call-api.ts';
import { bodyOf } from '../headless/expect-answer.ts';
import type { Member } from '../headless/member.ts';
import { until } from '../headless/until.ts';
import { answerCame } from './came.ts';
import type { Narrator } from './narrator.ts';

const entriesPage = z.object({
  entries: z.array(
    z.object({ id: z.string(), action: z.string(), outcome: z.string(), grantId: z.string().nullable() }),
  ),
  next: z.string().nullable(),
});
type Entries = z.infer<typeof entriesPage>['entries'];

/** The whole thread of a grant, page by page to the end. */
export async function readThread(
  member: Member,
  grantId: string,
  limit = 5,
): Promise<{ entries: Entries; pages: number }> {
  const entries: Entries = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query = new URLSearchParams({ grant: grantId, limit: String(limit), ...(cursor !== null && { cursor }) });
    const page: z.infer<typeof entriesPage> = bodyOf(
      await member.call('GET', `/audit/entries?${query.toString()}`),
      200,
      entriesPage,
    );
    entries.push(...page.entries);
    cursor = page.next;
    pages += 1;
  } while (cursor !== null);
  return { entries, pages };
}

/** What must stand in the record of a grant that was asked for, agreed to, used, and ended. */
const mustStand = ['request.create', 'grant.begin', 'grant.activate', 'credentials.lend', 'grant.end'];

export async function threadStep({ play, note }: Narrator, auditor: Member, grantId: string): Promise<void> {
  const { entries } = await play({
    step: `${auditor.person.name} reads the record of the grant, page by page`,
    request: `GET /audit/entries?grant=${grantId}`,
    expected: { status: 200 },
    // The index by grant follows the table by moments.
    run: () =>
      until(
        async () => {
          const thread = await readThread(auditor, grantId);
          return mustStand.every((action) => thread.entries.some((entry) => entry.action === action))
            ? thread
            : undefined;
        },
        { what: `entries of ${mustStand.join(', ')}`, withinSeconds: 20, everyMilliseconds: 500 },
      ),
    came: ({ entries, pages }) => ({ status: 200, said: `${entries.length} entries on ${pages} pages` }),
    holds: ({ entries }) => ({
      'each belongs to this grant': entries.every((entry) => entry.grantId === grantId),
      'each stands there once': new Set(entries.map(({ id }) => id)).size === entries.length,
    }),
  });
  note(entries.map(({ action, outcome }) => (outcome === 'allowed' ? action : `${action} (${outcome})`)).join(', '));
}

export async function noRecordStep({ play }: Narrator, member: Member, grantId: string): Promise<void> {
  await play({
    step: `${member.person.name} may not read it`,
    request: `GET /audit/entries?grant=${grantId}`,
    expected: { status: 403, code: 'not_permitted' },
    run: (): Promise<Answer> => member.call('GET', `/audit/entries?grant=${grantId}`),
    came: answerCame,
  });
}
