import { beforeAll, describe, expect, test } from '@jest/globals';
import { ask, requested } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { approver, engineer, hire } from './support/hire.ts';
import { entriesOf, readEntries } from './support/record.ts';
import { shared } from './support/stack.ts';
import { theTarget } from './support/target.ts';

let member: Member;
const begun = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  member = await engineer();
});

describe('the record, over the API', () => {
  test('by time: every page size shows every entry once, in order, to the end', async () => {
    for (let count = 0; count < 3; count += 1) requested(await ask(member, { targetId: theTarget.id, seconds: 60 }));
    const search = { from: String(begun), to: String(Math.floor(Date.now() / 1000)) };
    const small = await readEntries({ ...search, limit: '2' });
    const large = await readEntries({ ...search, limit: '200' });
    const ids = small.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(3);
    expect(ids).toEqual([...new Set(ids)].sort());
    // Reading leaves entries of its own, so the later search may have more.
    expect(large.map(({ id }) => id).filter((id) => !ids.includes(id)).length).toBeLessThanOrEqual(ids.length);
    expect(ids.filter((id) => !large.some((entry) => entry.id === id))).toEqual([]);
  });

  test('a denial is an entry of its own, with the policy or code that decided, and without a name', async () => {
    const nobody = await hire('eligible-for-nothing');
    expect((await ask(nobody, { targetId: theTarget.id, seconds: 60 })).code).toBe('not_eligible');
    const entries = await readEntries({ from: String(begun), to: String(Math.floor(Date.now() / 1000)), limit: '200' });
    const denial = entries.filter(({ actor, outcome }) => actor['id'] === nobody.person.id && outcome === 'denied');
    expect(denial.map(({ action }) => action)).toEqual(['access:request']);
    expect(JSON.stringify(entries)).not.toContain(nobody.person.email);
  });

  test('by grant: the thread of a request, whether or not it comes to anything', async () => {
    const request = requested(await ask(member, { targetId: theTarget.id, seconds: 60 }));
    const thread = await entriesOf(request.grantId, (entries) => entries.length > 0);
    expect(thread[0]).toMatchObject({ action: 'request.create', grantId: request.grantId, outcome: 'allowed' });
  });

  test('only auditors read it', async () => {
    const path = `/audit/entries?from=${begun}&to=${begun}`;
    for (const other of [member, await approver(), await shared('ada')]) {
      const answer = await other.call('GET', path);
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'not_permitted' });
    }
    expect((await (await shared('carol')).call('GET', path)).status).toBe(200);
  });
});
