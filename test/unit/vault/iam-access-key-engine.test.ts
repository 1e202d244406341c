import { describe, expect, test } from '@jest/globals';
import { iamAccessKeyEngine } from '../../../src/vault/engines/iam-access-key/iam-access-key-engine.ts';
import { QUIET_SECONDS } from '../../../src/vault/engines/iam-access-key/retire-iam-key.ts';
import { SETTLE_SECONDS } from '../../../src/vault/engines/iam-access-key/try-iam-key.ts';
import { at } from '../../support/vault/at.ts';
import { shakyIam } from '../../support/vault/shaky-iam.ts';

const START = 1_800_000_000;
const address = { engine: 'iam-access-key', userName: 'mailer' } as const;
const first = { accessKeyId: 'AKIAFIRST00000000001', secretAccessKey: 'first-secret' };
const current = JSON.stringify(first);

function scene() {
  let now = START;
  const clock = () => now;
  const iam = shakyIam(address.userName, clock);
  iam.plant({ ...first, createdAt: START - 90 * 86_400, lastUsedAt: START - 86_400 });
  const waits: number[] = [];
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    now += Math.ceil(milliseconds / 1000);
  };
  const engine = iamAccessKeyEngine({ keys: iam, wait });
  const here = at(address, { clock, attempt: { token: 't', startedAt: START } });
  return { iam, engine, here, waits, pass: (seconds: number) => void (now += seconds) };
}

const idIn = (value: string): string => (JSON.parse(value) as { accessKeyId: string }).accessKeyId;
const from = { current, labelled: [current] };

describe('a new access key', () => {
  test('is made by IAM, and its value says whose it is and since when', async () => {
    const { engine, here, iam } = scene();
    const candidate = await engine.stage(here, from);
    expect(JSON.parse(candidate)).toEqual({
      accessKeyId: expect.stringMatching(/^AKIAMADE/),
      secretAccessKey: 'made-secret-1',
      userName: 'mailer',
      createdAt: START,
    });
    await expect(engine.apply(here, { current, candidate })).resolves.toEqual({ applied: true });
    await expect(engine.verify(here, candidate)).resolves.toEqual({ verified: true });
    expect(iam.did).toEqual([`create ${idIn(candidate)}`]);
  });

  test('is verified only when it logs in twice in a row', async () => {
    const { engine, here, iam, waits } = scene();
    const candidate = await engine.stage(here, from);
    iam.next('unknown', 'known', 'unknown', 'unknown', 'known', 'known');
    await expect(engine.verify(here, candidate)).resolves.toEqual({ verified: true });
    expect(waits).toHaveLength(5);
  });

  test('that is not known everywhere in time is not verified yet, and never called dead for it', async () => {
    const { engine, here, iam } = scene();
    const candidate = await engine.stage(here, from);
    iam.next(...new Array<'unknown'>(12).fill('unknown'));
    await expect(engine.verify(here, candidate)).resolves.toMatchObject({
      verified: false,
      fault: { stage: 'authentication', code: 'InvalidClientTokenId' },
    });
    iam.next('unknown');
    await expect(engine.probe(here, candidate)).resolves.toMatchObject({ login: 'unknown' });
    await expect(engine.probe(here, candidate)).resolves.toEqual({ login: 'alive' });
  });

  test('that IAM does not even list yet is not dead before it had time to settle', async () => {
    const { engine, here, iam, pass } = scene();
    const candidate = await engine.stage(here, from);
    await iam.remove('mailer', idIn(candidate));
    await expect(engine.probe(here, candidate)).resolves.toMatchObject({ login: 'unknown' });
    await expect(engine.apply(here, { current, candidate })).resolves.toMatchObject({ refused: 'unclear' });
    pass(SETTLE_SECONDS + 1);
    await expect(engine.probe(here, candidate)).resolves.toMatchObject({ login: 'dead' });
    await expect(engine.apply(here, { current, candidate })).resolves.toMatchObject({ refused: 'by-policy' });
  });

  test('that somebody has set inactive is active again after apply', async () => {
    const { engine, here, iam } = scene();
    const candidate = await engine.stage(here, from);
    await iam.setActive('mailer', idIn(candidate), false);
    await expect(engine.probe(here, candidate)).resolves.toMatchObject({ login: 'dead' });
    await expect(engine.apply(here, { current, candidate })).resolves.toEqual({ applied: true });
    await expect(engine.probe(here, candidate)).resolves.toEqual({ login: 'alive' });
  });

  test('of another user is not taken for the one of the address', async () => {
    const { engine, here, iam } = scene();
    const stranger = { ...iam, whoIs: async () => 'arn:aws:iam::000000000000:user/mailer/somebody-else' };
    const believing = iamAccessKeyEngine({ keys: stranger, wait: async () => undefined });
    await expect(believing.verify(here, current)).resolves.toMatchObject({ fault: { stage: 'value' } });
    await expect(believing.probe(here, current)).resolves.toMatchObject({ login: 'unknown' });
    const named = JSON.stringify({ ...first, userName: 'somebody-else' });
    await expect(engine.probe(here, named)).resolves.toMatchObject({ login: 'unknown', fault: { stage: 'value' } });
  });

  test('says nothing about the key when AWS does not answer', async () => {
    const { engine, here, iam } = scene();
    iam.next('lost', 'lost');
    await expect(engine.probe(here, current)).resolves.toMatchObject({ login: 'unknown', fault: { stage: 'route' } });
    await expect(engine.verify(here, current)).resolves.toMatchObject({ fault: { stage: 'route' } });
  });

  test('with a wrong secret is dead', async () => {
    const { engine, here } = scene();
    const wrong = JSON.stringify({ ...first, secretAccessKey: 'wrong' });
    await expect(engine.probe(here, wrong)).resolves.toMatchObject({
      login: 'dead',
      fault: { code: 'SignatureDoesNotMatch' },
    });
  });
});

describe('room for a new key', () => {
  test('is made by deleting the orphan of this attempt: made since, used never, stored nowhere', async () => {
    const { engine, here, iam, pass } = scene();
    const lost = await engine.stage(here, from);
    pass(20);
    const candidate = await engine.stage(here, from);
    expect(iam.did).toEqual([`create ${idIn(lost)}`, `delete ${idIn(lost)}`, `create ${idIn(candidate)}`]);
    expect(iam.ids()).toEqual([first.accessKeyId, idIn(candidate)]);
  });

  test.each([
    ['was made before the attempt', { createdAt: START - 61 }],
    ['was used', { createdAt: START + 1, lastUsedAt: START + 2 }],
  ])('is never made by deleting a key that %s: the error names it and says what to do', async (_why, key) => {
    const { engine, here, iam } = scene();
    iam.plant({ accessKeyId: 'AKIAPERSONAL00000001', secretAccessKey: 'of-a-person', ...key });
    const refused = engine.stage(here, from);
    await expect(refused).rejects.toThrow(/AKIAPERSONAL00000001.*delete it in IAM/s);
    await expect(refused).rejects.toMatchObject({ fault: { stage: 'policy', code: 'LimitExceeded' } });
    expect(iam.did).toEqual([]);
  });

  test('allows for a clock of IAM that is a minute behind', async () => {
    const { engine, here, iam } = scene();
    iam.plant({ accessKeyId: 'AKIAORPHAN0000000001', secretAccessKey: 'lost', createdAt: START - 60 });
    await engine.stage(here, from);
    expect(iam.did[0]).toBe('delete AKIAORPHAN0000000001');
  });

  test('is never made at the cost of a labelled key that is active', async () => {
    const { engine, here, iam } = scene();
    const previous = { accessKeyId: 'AKIAPREVIOUS00000001', secretAccessKey: 'previous' };
    iam.plant({ ...previous, createdAt: START });
    const labelled = [current, JSON.stringify(previous)];
    await expect(engine.stage(here, { current, labelled })).rejects.toThrow(/not retired yet/);
    await iam.setActive('mailer', previous.accessKeyId, false);
    await engine.stage(here, { current, labelled });
    expect(iam.did).toEqual([
      `deactivate ${previous.accessKeyId}`,
      `delete ${previous.accessKeyId}`,
      expect.stringMatching(/^create/),
    ]);
  });

  test('is not looked for when nobody can say which key is the current one', async () => {
    const { engine, here, iam } = scene();
    await expect(engine.stage(here, { current: '{}', labelled: [] })).rejects.toMatchObject({
      fault: { stage: 'value' },
    });
    expect(iam.did).toEqual([]);
  });
});

describe('an old key', () => {
  async function rotated() {
    const s = scene();
    const candidate = await s.engine.stage(s.here, from);
    const retire = (how: 'at-disuse' | 'now') => s.engine.retire(s.here, { current: candidate, old: current, how });
    return { ...s, candidate, retire };
  }

  test('that was used within the hour is in use', async () => {
    const { engine, here, retire, iam } = await rotated();
    await engine.probe(here, current);
    await expect(retire('at-disuse')).resolves.toEqual({ retired: false, why: 'in-use' });
    expect(iam.did.filter((each) => each.includes(first.accessKeyId))).toEqual([]);
  });

  test('that is not used is set inactive first, and deleted the next time', async () => {
    const { retire, iam } = await rotated();
    await expect(retire('at-disuse')).resolves.toEqual({ retired: false, why: 'cannot-tell' });
    await expect(retire('at-disuse')).resolves.toEqual({ retired: true });
    await expect(retire('at-disuse')).resolves.toEqual({ retired: true });
    expect(iam.did.slice(1)).toEqual([`deactivate ${first.accessKeyId}`, `delete ${first.accessKeyId}`]);
  });

  test('stays inactive for an hour more, so that it can be set active again', async () => {
    const { engine, here, retire, pass, iam } = await rotated();
    await engine.probe(here, current);
    pass(QUIET_SECONDS);
    await expect(retire('at-disuse')).resolves.toMatchObject({ why: 'cannot-tell' });
    await expect(retire('at-disuse')).resolves.toMatchObject({ why: 'cannot-tell' });
    await iam.setActive('mailer', first.accessKeyId, true);
    await engine.probe(here, current);
    await expect(retire('at-disuse')).resolves.toMatchObject({ why: 'in-use' });
    pass(2 * QUIET_SECONDS);
    await retire('at-disuse');
    await expect(retire('at-disuse')).resolves.toEqual({ retired: true });
  });

  test('is deleted at once when it must be, however much it is used', async () => {
    const { engine, here, retire, iam } = await rotated();
    await engine.probe(here, current);
    await expect(retire('now')).resolves.toEqual({ retired: true });
    expect(iam.ids()).not.toContain(first.accessKeyId);
  });

  test('is not called retired while AWS still takes it', async () => {
    const { engine, here, candidate, iam } = await rotated();
    const lagging = { ...iam, whoIs: async () => 'arn:aws:iam::000000000000:user/mailer' };
    let waited = 0;
    const slow = iamAccessKeyEngine({ keys: lagging, wait: async () => void (waited += 1) });
    await expect(slow.retire(here, { current: candidate, old: current, how: 'now' })).resolves.toMatchObject({
      retired: false,
      why: 'failed',
    });
    expect(waited).toBeGreaterThan(2);
    await expect(engine.retire(here, { current: candidate, old: current, how: 'now' })).resolves.toEqual({
      retired: true,
    });
  });

  test('is never the current one', async () => {
    const { engine, here, iam } = scene();
    const asked = { current, old: current, how: 'now' } as const;
    await expect(engine.retire(here, asked)).resolves.toMatchObject({ retired: false, why: 'failed' });
    expect(iam.did).toEqual([]);
  });
});
