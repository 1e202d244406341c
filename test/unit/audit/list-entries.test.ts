import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryEntries } from '../../../src/audit/adapters/memory-entries.ts';
import { encodeCursor } from '../../../src/audit/cursor.ts';
import type { Search } from '../../../src/audit/cursor.ts';
import type { Entry } from '../../../src/audit/entry.ts';
import { HOURS_PER_CALL, listEntries } from '../../../src/audit/list-entries.ts';
import type { EntryStore } from '../../../src/audit/ports.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { causeAt, entryAt, idsAt } from '../../support/entries.ts';

const HOUR = 3600;
const begin = 1_800_000_000 - (1_800_000_000 % HOUR);
const everything: Search = { grantId: null, from: begin, to: begin + 30 * 24 * HOUR };

/** Follows `next` to the end; the clock stands after the search's end unless told. */
async function readAll(store: EntryStore, search: Search, limit: number, now = begin + 40 * 24 * HOUR) {
  const ids = idsAt(() => now);
  const entries: Entry[] = [];
  let cursor: string | null = null;
  let calls = 0;
  do {
    const page = await listEntries(store, ids, causeAt(now), { search, cursor, limit });
    if (!page.ok) throw new Error(page.refusal.detail);
    expect(page.value.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.value.entries);
    cursor = page.value.next;
    if (++calls > 2000) throw new Error('paging does not end');
  } while (cursor !== null);
  return { ids: entries.map(({ id }) => id), calls };
}

describe('reading the record by time', () => {
  test('any page size shows every entry once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 200 * HOUR }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (seconds, limit) => {
          let at = begin;
          const ids = idsAt(() => at);
          const entries = seconds.map((second) => {
            at = begin + second;
            return entryAt(at, ids);
          });
          const search = { ...everything, to: begin + 201 * HOUR };
          const read = await readAll(memoryEntries(entries), search, limit);
          expect(read.ids).toEqual(entries.map(({ id }) => id).sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  test('what is outside the time stays out, to the second', async () => {
    const [from, to] = [begin + 100, begin + 2 * HOUR];
    const made = [from - 1, from, to, to + 1].map((at) =>
      entryAt(
        at,
        idsAt(() => at),
      ),
    );
    const { ids } = await readAll(memoryEntries(made), { grantId: null, from, to }, 10);
    expect(ids).toEqual([made[1]?.id, made[2]?.id]);
  });

  test('a search without an end ends, although each page is an entry of its own', async () => {
    const now = begin + 600;
    const entries = Array.from({ length: 5 }, (_, i) =>
      entryAt(
        begin + i,
        idsAt(() => begin + i),
      ),
    );
    const store = memoryEntries(entries);
    const { ids } = await readAll(store, { grantId: null, from: begin, to: null }, 1, now);
    expect(ids).toEqual(entries.map(({ id }) => id).sort());
    expect(store.all().filter(({ action }) => action === 'audit.read').length).toBeGreaterThanOrEqual(5);
  });

  test('one call looks into a bounded number of hours, and an empty page says where to go on', async () => {
    const late = entryAt(
      begin + 100 * HOUR,
      idsAt(() => begin + 100 * HOUR),
    );
    const memory = memoryEntries([late]);
    let queries = 0;
    const counting: EntryStore = { ...memory, inPartition: (...args) => (queries++, memory.inPartition(...args)) };
    const now = begin + 200 * HOUR;
    const first = await listEntries(
      counting,
      idsAt(() => now),
      causeAt(now),
      {
        search: everything,
        cursor: null,
        limit: 10,
      },
    );
    expect(first).toMatchObject({ ok: true, value: { entries: [], next: expect.any(String) } });
    expect(queries).toBe(HOURS_PER_CALL * 4);
    expect((await readAll(memoryEntries([late]), everything, 10)).ids).toEqual([late.id]);
  });

  test.each([
    ['neither a grant nor a time', { grantId: null, from: null, to: null }],
    ['only an end', { grantId: null, from: null, to: begin }],
    ['an end before the beginning', { grantId: null, from: begin + 1, to: begin }],
    ['more than 31 days', { grantId: null, from: begin, to: begin + 31 * 24 * HOUR + 1 }],
    ['more than 31 days until now', { grantId: null, from: begin - 31 * 24 * HOUR - 1, to: null }],
  ])('refuses %s', async (_, search) => {
    const store = memoryEntries();
    const page = await listEntries(store, newId, causeAt(begin), { search, cursor: null, limit: 10 });
    expect(page).toMatchObject({ ok: false, refusal: { code: 'invalid_request' } });
  });
});

describe('reading the record by grant', () => {
  const grantId = newId('grt');
  const entries = Array.from({ length: 7 }, (_, i) => {
    const at = begin + i * 5 * HOUR;
    return entryAt(
      at,
      idsAt(() => at),
      { grantId: i % 2 === 0 ? grantId : newId('grt') },
    );
  });
  const ofGrant = entries.filter((entry) => entry.grantId === grantId).map(({ id }) => id);

  test.each([1, 2, 3, 4, 5])('pages of %i show the whole thread and nothing else', async (limit) => {
    expect((await readAll(memoryEntries(entries), { grantId, from: null, to: null }, limit)).ids).toEqual(ofGrant);
  });

  test('a time narrows it', async () => {
    const search = { grantId, from: begin + 1, to: begin + 20 * HOUR };
    expect((await readAll(memoryEntries(entries), search, 2)).ids).toEqual(ofGrant.slice(1, 3));
  });
});

describe('a reading is recorded before it is answered', () => {
  const one = entryAt(
    begin,
    idsAt(() => begin),
  );
  const now = begin + HOUR;
  const read = (store: EntryStore) =>
    listEntries(
      store,
      idsAt(() => now),
      causeAt(now),
      { search: everything, cursor: null, limit: 10 },
    );

  test('with what was asked and how much was shown, not with what was shown', async () => {
    const store = memoryEntries([one]);
    await read(store);
    expect(store.all().at(-1)).toMatchObject({
      action: 'audit.read',
      outcome: 'allowed',
      reasons: ['auditor.reads-the-record'],
      facts: { grantId: null, from: everything.from, to: everything.to, disclosed: 1, first: one.id, last: one.id },
    });
  });

  test.each(['lost', 'unconfirmed'] as const)('a put that is %s shows nothing', async (fault) => {
    const store = memoryEntries([one]);
    store.failNextPut(fault);
    const page = await read(store);
    expect(page).toMatchObject({ ok: false, refusal: { code: 'cannot_record' } });
    expect(JSON.stringify(page)).not.toContain(one.id);
  });
});

describe('a cursor', () => {
  const search: Search = { grantId: null, from: begin, to: begin + HOUR };
  const good = { version: 1, search, before: newId('ent'), after: null, hour: Math.floor(begin / HOUR) } as const;
  const read = (cursor: string, more: Partial<Search> = {}) =>
    listEntries(memoryEntries(), newId, causeAt(begin + HOUR), { search: { ...search, ...more }, cursor, limit: 10 });

  test('is refused when it is not one', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const text of ['x', '', encode(null), encode({ ...good, more: 1 }), encode({ ...good, hour: '1' })])
      expect(await read(text)).toMatchObject({ ok: false, refusal: { code: 'invalid_request' } });
  });

  test('is refused with another search', async () => {
    expect(await read(encodeCursor(good))).toMatchObject({ ok: true });
    expect(await read(encodeCursor(good), { to: begin + 1 })).toMatchObject({ ok: false });
  });

  test('cannot widen the search', async () => {
    const later = entryAt(
      begin + 2 * HOUR,
      idsAt(() => begin + 2 * HOUR),
    );
    const earlier = entryAt(
      begin - HOUR,
      idsAt(() => begin - HOUR),
    );
    const forged = encodeCursor({ ...good, before: newId('ent'), hour: 0 });
    const ends = encodeCursor({ ...good, hour: Math.floor(begin / HOUR) - 1 });
    for (const cursor of [forged, ends]) {
      const page = await listEntries(memoryEntries([earlier, later]), newId, causeAt(begin + HOUR), {
        search,
        cursor,
        limit: 10,
      });
      expect(page).toMatchObject({ ok: true, value: { entries: [] } });
    }
  });
});

test('what lies under an id and is not an entry is named, and stops nothing', async () => {
  const memory = memoryEntries([
    entryAt(
      begin,
      idsAt(() => begin),
    ),
  ]);
  const bad = entryAt(
    begin + 1,
    idsAt(() => begin + 1),
  ).id;
  const store: EntryStore = {
    ...memory,
    ofGrant: async () => [{ id: bad, entry: null }],
  };
  const page = await listEntries(
    store,
    idsAt(() => begin + 9),
    causeAt(begin + 9),
    {
      search: { grantId: newId('grt'), from: null, to: null },
      cursor: null,
      limit: 10,
    },
  );
  expect(page).toMatchObject({ ok: true, value: { entries: [], unreadable: [bad], next: null } });
});
