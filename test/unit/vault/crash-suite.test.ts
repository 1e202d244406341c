import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../../src/vault/engine.ts';
import { CURRENT, PENDING, versionAt } from '../../../src/vault/labels.ts';
import { abandoned } from '../../../src/vault/rotation-transitions.ts';
import { crashScenarios } from '../../support/vault/crash-scenarios.ts';
import { describeCrashes } from '../../support/vault/crash-suite.ts';
import { memoryEngine } from '../../support/vault/memory-engine.ts';
import { realVerbs } from '../../support/vault/rotation-world.ts';
import type { Verbs } from '../../support/vault/rotation-world.ts';

describe('on a server that keeps two passwords', () => describeCrashes(async () => memoryEngine()));
describe('on a server that keeps one', () => describeCrashes(async () => memoryEngine({ keepsTwo: false })));

type Name = keyof ReturnType<typeof crashScenarios>;

describe('the suite catches', () => {
  const found = async (
    name: Name,
    { change = (engine: Engine) => engine, verbs = realVerbs, keepsTwo = false }: Planted = {},
  ): Promise<string> => {
    const told = crashScenarios(memoryEngine({ keepsTwo, change }), verbs)[name]();
    return told.then(
      ({ broken }) => broken.join('\n'),
      (error) => String(error),
    );
  };
  interface Planted {
    readonly change?: (engine: Engine) => Engine;
    readonly verbs?: Verbs;
    readonly keepsTwo?: boolean;
  }

  test('an engine that says applied and verified without asking the server', async () => {
    const change = (engine: Engine): Engine => ({
      ...engine,
      apply: async (at, of) => ((await engine.apply(at, of)).applied ? { applied: true } : { applied: true }),
      verify: async () => ({ verified: true }),
    });
    expect(await found('a call does not arrive', { change })).toContain('does not log in');
  });

  test('a step that makes the new value current before it was verified', async () => {
    const rotateStep: Verbs['rotateStep'] = async (keeps, credential, order) => {
      if (order.step !== 'finishSecret') return realVerbs.rotateStep(keeps, credential, order);
      const description = await keeps.secrets.describe(credential.secret);
      const from = description && versionAt(description, CURRENT);
      await keeps.secrets.moveLabel(credential.secret, { stage: CURRENT, from, to: order.token });
      return realVerbs.rotateStep(keeps, credential, order);
    };
    const skip: Verbs['rotateStep'] = async (keeps, credential, order) =>
      order.step === 'testSecret' ? undefined : rotateStep(keeps, credential, order);
    expect(
      await found('dies after a call, and is called again', { verbs: { ...realVerbs, rotateStep: skip } }),
    ).toContain('not verified after its last change');
  });

  test('a step that throws a candidate away because the answer was unclear', async () => {
    const rotateStep: Verbs['rotateStep'] = async (keeps, credential, order) => {
      try {
        await realVerbs.rotateStep(keeps, credential, order);
      } catch (error) {
        const from = await keeps.store.credential(credential.targetId);
        await keeps.secrets.moveLabel(credential.secret, { stage: PENDING, from: order.token, to: null });
        const to = from && abandoned(from, { token: order.token, code: 'x', at: keeps.clock() });
        if (from && to) await keeps.store.keep({ from, to: { ...to, version: from.version + 1 } });
        throw error;
      }
    };
    expect(await found('the reply of a call is lost', { verbs: { ...realVerbs, rotateStep } })).toContain(
      'no labelled version logs in',
    );
  });

  test('an engine that changes the server before the candidate is stored', async () => {
    const change = (engine: Engine): Engine => ({
      ...engine,
      async stage(at, from) {
        const candidate = await engine.stage(at, from);
        await engine.apply(at, { current: from.current, candidate });
        return candidate;
      },
    });
    expect(await found('dies after a call, and is called again', { change })).toContain('no labelled version logs in');
  });

  test('an engine that calls a value dead because the server is away', async () => {
    const change = (engine: Engine): Engine => ({
      ...engine,
      async probe(at, value) {
        const probed = await engine.probe(at, value);
        return probed.login === 'unknown' ? { ...probed, login: 'dead' } : probed;
      },
    });
    expect(await found('the target is lost for a while', { change })).toContain('called a dead value');
  });

  test('an engine that says retired and leaves the old value good', async () => {
    const change = (engine: Engine): Engine => ({ ...engine, retire: async () => ({ retired: true }) });
    expect(await found('another rotation comes right after', { change, keepsTwo: true })).toContain('still logs in');
  });

  test('an engine that retires a value in use before its time', async () => {
    const change = (engine: Engine): Engine => ({
      ...engine,
      retire: (at, of) => engine.retire(at, { ...of, how: 'now' }),
    });
    expect(await found('something is open under the old value', { change, keepsTwo: true })).toContain(
      'before its time',
    );
  });

  test('an engine whose errors quote what it sent', async () => {
    const change = (engine: Engine): Engine => ({
      ...engine,
      async apply(at, of) {
        const applied = await engine.apply(at, of);
        if (!applied.applied) throw new Error(`failed: SET PASSWORD ${of.candidate}`);
        return applied;
      },
    });
    expect(await found('a call does not arrive', { change })).toContain('a secret in an error or an answer');
  });

  test('a step that rotates under a lease', async () => {
    const rotateStep: Verbs['rotateStep'] = async (keeps, credential, order) => {
      const store: typeof keeps.store = {
        ...keeps.store,
        credential: async (id) => {
          const state = await keeps.store.credential(id);
          return state && { ...state, leases: [] };
        },
      };
      await realVerbs.rotateStep({ ...keeps, store }, credential, order);
    };
    expect(await found('somebody holds the credential', { verbs: { ...realVerbs, rotateStep } })).toContain(
      'rotated under a lease',
    );
  });
});
