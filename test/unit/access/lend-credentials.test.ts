import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd } from '../../../src/access/grant-transitions.ts';
import { lendCredentials } from '../../../src/access/lend-credentials.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { aCause } from '../../support/access.ts';
import { elevation } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
beforeEach(async () => {
  it = await elevation();
});
const lend = () => lendCredentials(it.step, it.request.grantId, aCause());
const codeOf = async () => {
  const lent = await lend();
  return lent.ok ? 'lent' : lent.refusal.code;
};

describe('credentials of an active grant', () => {
  test('end with the grant, whatever STS would allow', async () => {
    const { endsAt, holder, id } = await it.active();
    expect(await lend()).toEqual({
      ok: true,
      value: { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token', expiresAt: endsAt },
    });
    expect(it.saw.lent).toEqual([{ grantId: id, holder, endsAt, made: false }]);
  });

  test('are written down before they are made: until when they may live, and that they were lent', async () => {
    await it.active();
    it.says.now += 50;
    await lend();
    expect(await it.grant()).toMatchObject({ credentialsUntil: it.says.now + 900 });
    expect(it.store.entries.at(-1)).toMatchObject({
      action: 'credentials.lend',
      outcome: 'allowed',
      facts: { credentialsUntil: it.says.now + 900 },
    });
  });

  test('and the entry holds none of them', async () => {
    await it.active();
    await lend();
    expect(JSON.stringify(it.store.entries)).not.toMatch(/ASIA|secret|token/);
  });

  test('can be had again, and never shorten what was promised before', async () => {
    await it.active();
    await lend();
    const first = await it.grant();
    it.says.now -= 5;
    await lend();
    expect((await it.grant())?.credentialsUntil).toBe(first?.credentialsUntil);
  });
});

describe('no credentials', () => {
  test('before the confirmation', async () => {
    await it.activating();
    expect(await codeOf()).toBe('grant_not_active');
  });

  test('from the second of the end on, although nobody has stored it yet', async () => {
    const { endsAt } = await it.active();
    it.says.now = endsAt;
    expect(await codeOf()).toBe('grant_not_active');
  });

  test('once the end is begun', async () => {
    const active = await it.active();
    const asked = { why: 'revoked', by: it.step.by, at: it.says.now } as const;
    await it.put(active, askEnd(active, asked).grant);
    expect(await codeOf()).toBe('grant_not_active');
  });

  test('when it is ended in that very moment: what was decided on is no longer stored', async () => {
    const active = await it.active();
    const asked = { why: 'revoked', by: it.step.by, at: it.says.now } as const;
    it.store.beforeNextWrite(() => it.put(active, askEnd(active, asked).grant));
    expect(await codeOf()).toBe('grant_not_active');
  });

  test('without their entry', async () => {
    await it.active();
    it.store.failNext('entry-refused');
    expect(await codeOf()).toBe('cannot_record');
  });

  test('of a grant that is not there', async () => {
    const refused = await lendCredentials(it.step, newId('grt'), aCause());
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
  });

  test('were made in any of these cases', async () => {
    const active = await it.active();
    it.store.failNext('entry-refused');
    await lend();
    it.says.now = active.endsAt;
    await lend();
    expect(it.saw.lent).toEqual([]);
  });
});
