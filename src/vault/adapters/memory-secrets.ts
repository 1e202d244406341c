import type { SecretDescription, Secrets, StartsRotations } from '../ports.ts';

/** How the next change goes wrong: nothing is stored, or all is stored and the answer is lost. */
export type SecretsMishap = 'not-written' | 'written-but-reported-failed';

export interface MemorySecrets extends Secrets, StartsRotations {
  /** A secret with a first value, which is current. */
  create(secret: string, first: { readonly id: string; readonly value: string } | null): void;
  /** Called once a rotation is begun; the service then calls the function (tests have a model of that). */
  readonly begun: readonly string[];
  failNext(mishap: SecretsMishap): void;
}

interface Kept {
  readonly values: Map<string, string>;
  /** Label → version. A version without a value exists only through its label. */
  readonly labels: Map<string, string>;
}

/**
 * Secrets Manager in memory, with its rules: one value per version, one version per label, a label leaves a version
 * only if whoever moves it knows where it is, AWSPREVIOUS follows AWSCURRENT, and no rotation begins while AWSPENDING
 * lies on another version than the current one (API reference: PutSecretValue, UpdateSecretVersionStage, RotateSecret).
 */
export function memorySecrets(): MemorySecrets {
  const secrets = new Map<string, Kept>();
  const begun: string[] = [];
  let mishap: SecretsMishap | null = null;

  async function change<T>(run: () => T): Promise<T> {
    const now = mishap;
    mishap = null;
    if (now === 'not-written') throw new Error('memory: not written');
    const answer = run();
    if (now !== null) throw new Error('memory: written but reported failed');
    return answer;
  }
  const kept = (secret: string): Kept => {
    const found = secrets.get(secret);
    if (found === undefined) throw new Error('memory: no such secret');
    return found;
  };
  const label = ({ labels }: Kept, stage: string, to: string): void => {
    const before = labels.get(stage);
    labels.set(stage, to);
    if (stage === 'AWSCURRENT' && before !== undefined && before !== to) labels.set('AWSPREVIOUS', before);
  };
  const describe = async (secret: string): Promise<SecretDescription | null> => {
    const found = secrets.get(secret);
    if (found === undefined) return null;
    const ids = new Set(found.labels.values());
    return {
      arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${secret}-a1b2c3`,
      versions: [...ids].map((id) => ({
        id,
        stages: [...found.labels].filter(([, at]) => at === id).map(([stage]) => stage),
      })),
      rotates: true,
      lastRotatedAt: null,
      nextRotationAt: null,
    };
  };

  return {
    begun,
    failNext: (next) => {
      mishap = next;
    },
    create(secret, first) {
      const made: Kept = { values: new Map(), labels: new Map() };
      if (first !== null) {
        made.values.set(first.id, first.value);
        made.labels.set('AWSCURRENT', first.id);
      }
      secrets.set(secret, made);
    },
    describe,
    read: async (secret, versionId) => secrets.get(secret)?.values.get(versionId) ?? null,
    put: (secret, { token, value, stages }) =>
      change(() => {
        const found = kept(secret);
        const before = found.values.get(token);
        // An identical repetition is ignored, labels and all.
        if (before !== undefined) return before === value ? 'stored' : 'other';
        found.values.set(token, value);
        for (const stage of stages) label(found, stage, token);
        return 'stored';
      }),
    moveLabel: (secret, { stage, from, to }) =>
      change(() => {
        const found = kept(secret);
        const at = found.labels.get(stage) ?? null;
        if (at !== from && at !== to) return { moved: false };
        if (from !== null && at !== from) return { moved: false };
        if (to === null) found.labels.delete(stage);
        else label(found, stage, to);
        return { moved: true };
      }),
    rotateNow: (secret, token) =>
      change(() => {
        const { labels, values } = kept(secret);
        const pending = labels.get('AWSPENDING');
        if (pending === token || (labels.get('AWSCURRENT') === token && values.has(token))) return 'started';
        if (pending !== undefined && pending !== labels.get('AWSCURRENT')) return 'busy';
        labels.set('AWSPENDING', token);
        begun.push(token);
        return 'started';
      }),
  };
}
