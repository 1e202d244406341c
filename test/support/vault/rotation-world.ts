import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '../../../src/kernel/ids.ts';
import { memorySecrets } from '../../../src/vault/adapters/memory-secrets.ts';
import { memoryVault } from '../../../src/vault/adapters/memory-vault.ts';
import { liveLeases, untouched } from '../../../src/vault/credential.ts';
import type { CredentialState } from '../../../src/vault/credential.ts';
import type { At, Engine } from '../../../src/vault/engine.ts';
import { heartbeat } from '../../../src/vault/heartbeat.ts';
import type { KeptCredential, Keeps } from '../../../src/vault/keep-state.ts';
import { CURRENT, PENDING, versionAt } from '../../../src/vault/labels.ts';
import { reconcile } from '../../../src/vault/reconcile.ts';
import { retireOld } from '../../../src/vault/retire.ts';
import { rotateStep } from '../../../src/vault/rotate-step.ts';
import { HEARTBEAT_SECONDS, RUN_SECONDS } from '../../../src/vault/rotation-transitions.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Died, mortality } from './mortal-process.ts';

/** What the keeper does; a test may hand in a wrong one to see that it is caught. */
export const realVerbs = { rotateStep, retireOld, reconcile, heartbeat };
export type Verbs = typeof realVerbs;

const SECRET = 'sallyport/credential/world';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export const GRACE_SECONDS = 3600;

/** One credential, Secrets Manager, the Vault table, and processes that can die at any point. */
export async function rotationWorld(it: EngineUnderTest, verbs: Verbs = realVerbs) {
  let now = 1_800_000_000;
  const clock = () => now;
  const store = memoryVault();
  const secrets = memorySecrets();
  const { points, process } = mortality();
  const targetId = newId('tgt');
  const broken: string[] = [];
  /** Everything that came out of the vault: errors, answers. Nothing secret may be in it. */
  const said: string[] = [];
  const values = new Map<string, string>();
  /** Order of what was done with each candidate: the last one of these decides whether it may become current. */
  const lastDone = new Map<string, 'applied' | 'verified'>();
  let seen = 0;
  /** What happens once, right before a step begins. */
  let interruption: { readonly step: string; readonly run: () => Promise<void> } | null = null;
  let there = true;

  const first = await it.reset();
  const firstId = randomUUID();
  secrets.create(SECRET, { id: firstId, value: first });
  values.set(firstId, first);
  const rest = await it.rest();
  const health = { state: 'ok', at: now, fault: null, nextAt: now + HEARTBEAT_SECONDS } as const;
  await store.keep({ from: null, to: { ...untouched(targetId, now), version: 1, health } });

  const breaks = (what: string): void => void broken.push(`${what} (point: ${points.hit() ?? 'none'})`);
  const watched: Engine = {
    ...it.engine,
    async apply(at, change) {
      lastDone.set(change.candidate, 'applied');
      return it.engine.apply(at, change);
    },
    async verify(at, candidate) {
      const verified = await it.engine.verify(at, candidate);
      if (verified.verified) lastDone.set(candidate, 'verified');
      return verified;
    },
  };

  async function moves(stage: string, to: string | null): Promise<void> {
    if (stage !== CURRENT || to === null) return;
    const value = await secrets.read(SECRET, to);
    if (value === null) return breaks('AWSCURRENT was to move to a version without a value');
    if (lastDone.get(value) !== 'verified') breaks('AWSCURRENT moved to a version not verified after its last change');
    if (!(await it.logsIn(value))) breaks('AWSCURRENT moved to a version that does not log in');
  }

  type Work<T> = (keeps: Keeps, credential: KeptCredential) => Promise<T>;

  /** One invocation of the keeper: null when it died or threw. */
  async function invoke<T>(work: Work<T>, { counted = true } = {}): Promise<T | null> {
    const again = () => invoke(work, { counted: false });
    const { point, isDead } = process({ again, late: () => void (now += RUN_SECONDS + 5) });
    const through = counted ? point : <R>(_name: string, run: () => Promise<R>) => run();
    const keeps: Keeps = {
      clock,
      newId,
      newRunId: randomUUID,
      correlationId: 'world',
      store: {
        credential: store.credential,
        change: (change, along) => through('Vault change', () => store.change(change, along)),
        keep: (change) => through('Vault keep', () => store.keep(change)),
      },
      secrets: {
        describe: (name) => through('DescribeSecret', () => secrets.describe(name)),
        read: (name, id) => through('GetSecretValue', () => secrets.read(name, id)),
        put: (name, version) =>
          through('PutSecretValue', () => {
            const before = values.get(version.token);
            if (before === undefined) values.set(version.token, version.value);
            return secrets.put(name, version);
          }),
        moveLabel: (name, label) =>
          through('UpdateSecretVersionStage', async () => {
            await moves(label.stage, label.to);
            return secrets.moveLabel(name, label);
          }),
      },
    };
    const at = (attempt: At['attempt']): At => ({
      address: it.address,
      administrator: it.administrator,
      rules: { length: 40, exclude: '' },
      attempt,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
      clock,
      call: (name, run) => through(name, run),
    });
    const credential = { targetId, secret: SECRET, graceSeconds: GRACE_SECONDS, engine: watched, at };
    try {
      const answer = await work(keeps, credential);
      said.push(answer === undefined ? '' : JSON.stringify(answer));
      return isDead() ? null : answer;
    } catch (error) {
      if (!(error instanceof Died)) said.push(inFull(error));
      return null;
    }
  }

  const state = async (): Promise<CredentialState> => {
    const stored = await store.credential(targetId);
    if (stored === null) throw new Error('the state is gone');
    return stored;
  };
  const labels = async () => {
    const description = await secrets.describe(SECRET);
    if (description === null) throw new Error('the secret is gone');
    return description;
  };
  const valueAt = async (stage: string): Promise<string | null> => {
    const id = versionAt(await labels(), stage);
    return id === null ? null : secrets.read(SECRET, id);
  };
  const current = async (): Promise<string> => {
    const value = await valueAt(CURRENT);
    if (value === null) throw new Error('no value is current');
    return value;
  };

  /** Everything that must hold at any moment. */
  async function check(): Promise<void> {
    const { versions } = await labels();
    if (there) {
      let alive = false;
      for (const { id } of [...versions].sort((one) => (one.stages.includes(CURRENT) ? -1 : 1))) {
        const value = await secrets.read(SECRET, id);
        if (value !== null && (await it.logsIn(value))) alive = true;
        if (alive) break;
      }
      if (!alive) breaks('no labelled version logs in');
      if ((await it.rest()) !== rest) breaks('something else was touched');
    }
    for (const [id, value] of values) {
      const stored = await secrets.read(SECRET, id);
      if (stored !== null && stored !== value) breaks('a token has another value than before');
    }
    for (; seen < store.history.length; seen += 1) {
      const [before, after] = [store.history[seen - 1], store.history[seen]];
      if (after === undefined) continue;
      const other = before?.attempt && after.attempt && before.attempt.token !== after.attempt.token;
      if (other === true) breaks('an attempt began under another');
      if (after.attempt !== null && liveLeases(after).length > 0) breaks('a rotation under a lease');
      if (before && after.fence < before.fence) breaks('the fence fell');
    }
  }

  /** Secrets Manager: the four calls, each again with the same token when it failed. */
  async function rotate(token: string, { tries = 6 } = {}): Promise<boolean> {
    for (const step of STEPS) {
      let done = false;
      if (interruption?.step === step) {
        await interruption.run();
        interruption = null;
        there = false;
      }
      for (let count = 0; !done && count < tries; count += 1) {
        if (count > 0) now += 30;
        const answer = await invoke(async (keeps, credential) => {
          await verbs.rotateStep(keeps, credential, { step, token });
          return 'done' as const;
        });
        done = answer === 'done';
        if (!done) await check();
      }
      if (!done) return false;
      now += 1;
    }
    return true;
  }

  /** Somebody, or the schedule, has a rotation begun; what is left of another is reconciled first. */
  async function begin({ tries = 6 } = {}): Promise<void> {
    const token = randomUUID();
    if ((await secrets.rotateNow(SECRET, token)) === 'busy') return void (await mend());
    await rotate(token, { tries });
  }
  const mend = () => invoke((keeps, credential) => verbs.reconcile(keeps, credential, { repair: true }));

  /** The tender, each time it wakes, until nothing is left to do. */
  async function tend(): Promise<void> {
    for (let round = 0; round < 60; round += 1) {
      const { attempt, retiring, owed } = await state();
      if (attempt !== null) {
        now = Math.max(now, (attempt.run?.until ?? attempt.startedAt) + 300);
        await mend();
      } else if (retiring !== null) {
        now = Math.max(now, owed === null ? retiring.nextTryAt : now, retiring.run?.until ?? 0);
        await invoke(verbs.retireOld);
      } else if (owed !== null) {
        now = Math.max(now, owed.notBefore);
        await begin();
      } else return;
      await check();
    }
    breaks('it never came to rest');
  }

  /** The end of every story: a rotation succeeded, the old value is dead, and nothing is left over. */
  async function end(old: string): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await tend();
      if ((await current()) !== old) break;
      await begin();
    }
    await tend();
    const value = await current();
    if (value === old) breaks('no rotation succeeded in the end');
    else if (await it.logsIn(old)) breaks('the old value still logs in after it was retired');
    if (!(await it.logsIn(value))) breaks('the current value does not log in in the end');
    const description = await labels();
    const pending = versionAt(description, PENDING);
    if (pending !== null && pending !== versionAt(description, CURRENT))
      breaks('AWSPENDING was left on another version');
    await check();
  }

  /** What is secret in any value, and was found somewhere. */
  async function leaks(): Promise<readonly string[]> {
    const all = {
      'an error or an answer': said.join('\n'),
      'an entry': JSON.stringify(store.entries),
      'a state': JSON.stringify(store.history),
      'the log of the server': await it.log(),
    };
    return Object.entries(all).flatMap(([where, text]) =>
      [...values.values()].flatMap(it.secretsOf).some((secret) => text.includes(secret))
        ? [`a secret in ${where}`]
        : [],
    );
  }

  return {
    it,
    store,
    secrets,
    points,
    broken,
    values,
    said,
    state,
    current,
    valueAt,
    check,
    invoke,
    rotate,
    begin,
    mend,
    tend,
    end,
    leaks,
    retire: () => invoke(verbs.retireOld),
    interrupted: (step: string, run: () => Promise<void>) => void (interruption = { step, run }),
    isThere: (is: boolean) => void (there = is),
    beat: () => invoke(verbs.heartbeat),
    now: clock,
    pass: (seconds: number) => void (now += seconds),
    secret: SECRET,
    /** Changes the state as another part of the vault would. */
    async put(change: (state: CredentialState) => CredentialState): Promise<void> {
      const from = await state();
      await store.keep({ from, to: { ...change(from), version: from.version + 1 } });
    },
  };
}
export type RotationWorld = Awaited<ReturnType<typeof rotationWorld>>;

/** As a log would have it: message, stack, and every property, also of its causes. */
function inFull(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : JSON.stringify(error);
  return [error.stack, JSON.stringify(error), error.cause === undefined ? '' : inFull(error.cause)].join('\n');
}
