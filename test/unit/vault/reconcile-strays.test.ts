import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { iamAccessKeyEngine } from '../../../src/vault/engines/iam-access-key/iam-access-key-engine.ts';
import type { Engine } from '../../../src/vault/engine.ts';
import { reconcile } from '../../../src/vault/reconcile.ts';
import { rotateStep } from '../../../src/vault/rotate-step.ts';
import { at } from '../../support/vault/at.ts';
import { memoryEngine } from '../../support/vault/memory-engine.ts';
import { rotationWorld } from '../../support/vault/rotation-world.ts';
import { shakyIam } from '../../support/vault/shaky-iam.ts';

const LATER = 600;

/** A server on which an attempt left something, and on which somebody else has something of their own. */
async function scene({ fault = false } = {}) {
  const there = new Set(['left-by-attempt', 'of-a-person']);
  const looked: (readonly string[])[] = [];
  const change = (engine: Engine): Engine => ({
    ...engine,
    strays: async (_at, labelled) => {
      looked.push(labelled);
      if (fault) return { fault: { stage: 'route', code: null, says: 'It does not answer.' } };
      const all = [...there].map((name) => ({ name, removable: name === 'left-by-attempt' }));
      return { strays: all.map((each) => ({ ...each, says: `There is ${each.name}.`, remedy: 'Ask whose it is.' })) };
    },
    removeStray: async (_at, name) => {
      there.delete(name);
      return { removed: true };
    },
  });
  const it = await rotationWorld(memoryEngine({ change }));
  const ask = (repair: boolean) => it.invoke((keeps, credential) => reconcile(keeps, credential, { repair }));
  const breakOff = async () => {
    const token = randomUUID();
    await it.secrets.rotateNow(it.secret, token);
    await it.invoke((keeps, credential) => rotateStep(keeps, credential, { step: 'createSecret', token }));
    it.pass(LATER);
  };
  const named = () => it.store.entries.filter(({ facts }) => 'removes' in facts).map(({ facts }) => facts['removes']);
  return { it, ask, breakOff, there: () => [...there], named, looked };
}

describe('what is on the target and in no labelled value', () => {
  test('is reported, and nothing is removed, where no repair is asked for', async () => {
    const { ask, breakOff, there, named } = await scene();
    await breakOff();
    const found = await ask(false);
    expect(found?.findings.filter(({ check }) => check === 'strays')).toEqual([
      expect.objectContaining({ result: 'warning', remedy: 'Reconcile with repair.' }),
      expect.objectContaining({ result: 'warning', says: 'There is of-a-person.', remedy: 'Ask whose it is.' }),
    ]);
    expect(there()).toEqual(['left-by-attempt', 'of-a-person']);
    expect(named()).toEqual([]);
  });

  test('is removed with repair if the attempt left it, with an entry that names it', async () => {
    const { it, ask, breakOff, there, named } = await scene();
    await breakOff();
    const done = await ask(true);
    expect(done?.repaired).toContainEqual(expect.stringContaining('left-by-attempt was removed'));
    expect(there()).toEqual(['of-a-person']);
    expect(named()).toEqual(['left-by-attempt']);
    expect((await it.state()).attempt).toBeNull();
  });

  test('is only reported while no attempt began that could have left it', async () => {
    const { ask, there, named } = await scene();
    const found = await ask(true);
    expect(found?.repaired).toEqual([]);
    expect(found?.findings.filter(({ check }) => check === 'strays').map(({ remedy }) => remedy)).toEqual([
      'Ask whose it is.',
      'Ask whose it is.',
    ]);
    expect(there()).toHaveLength(2);
    expect(named()).toEqual([]);
  });

  test('is only reported beside a pending version that no attempt of ours made', async () => {
    const { it, ask, there } = await scene();
    await it.secrets.rotateNow(it.secret, randomUUID());
    const done = await ask(true);
    expect(done?.repaired).toEqual([expect.stringContaining('label was removed')]);
    expect(there()).toHaveLength(2);
  });

  test('is told apart by every value that is stored, the candidate among them', async () => {
    const { it, ask, breakOff, looked } = await scene();
    await breakOff();
    const token = (await it.state()).attempt?.token ?? '';
    const candidate = await it.secrets.read(it.secret, token);
    expect(candidate).not.toBeNull();
    await ask(true);
    for (const labelled of looked) expect(labelled).toEqual(expect.arrayContaining([candidate]));
  });

  test('does not keep the labels from being repaired when the target does not say', async () => {
    const { it, ask, breakOff } = await scene({ fault: true });
    await breakOff();
    const done = await ask(true);
    expect(done?.findings).toContainEqual(expect.objectContaining({ check: 'strays', result: 'unknown' }));
    expect((await it.state()).attempt).toBeNull();
  });
});

describe('access keys of the user that are in no labelled value', () => {
  const START = 1_800_000_000;
  const address = { engine: 'iam-access-key', userName: 'mailer' } as const;
  const first = { accessKeyId: 'AKIAFIRST00000000001', secretAccessKey: 'first-secret' };
  const stray = { accessKeyId: 'AKIASTRAY00000000001', secretAccessKey: 'stray-secret' };
  function user(more: { readonly createdAt: number; readonly lastUsedAt?: number }) {
    const iam = shakyIam(address.userName, () => START + 100);
    iam.plant({ ...first, createdAt: START - 86_400 });
    iam.plant({ ...stray, ...more });
    const { strays, removeStray } = iamAccessKeyEngine({ keys: iam, wait: async () => undefined });
    const here = at(address, { clock: () => START + 100, attempt: { token: 't', startedAt: START } });
    return {
      iam,
      look: (...labelled: object[]) =>
        strays?.(
          here,
          labelled.map((each) => JSON.stringify(each)),
        ),
      remove: (name: string) => removeStray?.(here, name),
    };
  }

  test('may go if made since the attempt began and never used', async () => {
    const { iam, look, remove } = user({ createdAt: START + 1 });
    const found = await look(first);
    expect(found).toEqual({ strays: [expect.objectContaining({ name: stray.accessKeyId, removable: true })] });
    expect(JSON.stringify(found)).not.toContain(stray.secretAccessKey);
    await expect(remove(stray.accessKeyId)).resolves.toEqual({ removed: true });
    await expect(remove(stray.accessKeyId)).resolves.toEqual({ removed: true });
    expect(iam.ids()).toEqual([first.accessKeyId]);
  });

  test.each([
    ['made before the attempt', { createdAt: START - 61 }],
    ['used', { createdAt: START + 1, lastUsedAt: START + 2 }],
  ])('stay if %s, even when their removal is asked for', async (_why, more) => {
    const { iam, look, remove } = user(more);
    await expect(look(first)).resolves.toMatchObject({ strays: [{ removable: false }] });
    await expect(remove(stray.accessKeyId)).resolves.toMatchObject({ removed: false, fault: { stage: 'policy' } });
    expect(iam.did).toEqual([]);
  });

  test('are none where each is in a labelled value', async () => {
    await expect(user({ createdAt: START + 1 }).look(first, stray)).resolves.toEqual({ strays: [] });
  });

  test('are not known while a labelled value cannot be read', async () => {
    const fault = { stage: 'value' };
    await expect(user({ createdAt: START + 1 }).look(first, {})).resolves.toMatchObject({ fault });
  });
});
