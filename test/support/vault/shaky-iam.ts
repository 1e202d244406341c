import { IamProblem } from '../../../src/vault/engines/iam-access-key/iam-keys.ts';
import type { IamKeys, KeyPair } from '../../../src/vault/engines/iam-access-key/iam-keys.ts';

/** IAM as AWS says it is: what was changed is seen by its servers one after the other. Here that is a number of logins. */
export interface ShakyIam extends IamKeys {
  /** What each of the next logins with a key sees: the key as it is, or not yet. In the order of the logins. */
  next(...logins: readonly ('known' | 'unknown' | 'lost')[]): void;
  /** A key as a person makes one. */
  plant(key: KeyPair & { readonly createdAt: number; readonly lastUsedAt?: number; readonly active?: boolean }): void;
  readonly ids: () => readonly string[];
  readonly did: string[];
}

export function shakyIam(userName: string, clock: () => number): ShakyIam {
  const there = new Map<string, { secret: string; active: boolean; createdAt: number; lastUsedAt: number | null }>();
  const script: ('known' | 'unknown' | 'lost')[] = [];
  const did: string[] = [];
  let made = 0;
  const problem = (code: string, stage: 'authentication' | 'policy' | 'name' | 'route') =>
    new IamProblem({ stage, code, says: 'as AWS says it' });
  const find = (id: string) => {
    const key = there.get(id);
    if (key === undefined) throw problem('NoSuchEntity', 'name');
    return key;
  };
  return {
    did,
    ids: () => [...there.keys()],
    next: (...logins) => void script.push(...logins),
    plant: ({ accessKeyId, secretAccessKey, createdAt, lastUsedAt = null, active = true }) =>
      void there.set(accessKeyId, { secret: secretAccessKey, active, createdAt, lastUsedAt }),
    list: async () => [...there].map(([accessKeyId, { active, createdAt }]) => ({ accessKeyId, active, createdAt })),
    create: async () => {
      if (there.size >= 2) throw problem('LimitExceeded', 'policy');
      made += 1;
      const pair = { accessKeyId: `AKIAMADE${String(made).padStart(12, '0')}`, secretAccessKey: `made-secret-${made}` };
      there.set(pair.accessKeyId, { secret: pair.secretAccessKey, active: true, createdAt: clock(), lastUsedAt: null });
      did.push(`create ${pair.accessKeyId}`);
      return { ...pair, createdAt: clock() };
    },
    setActive: async (_user, id, active) => {
      find(id).active = active;
      did.push(`${active ? 'activate' : 'deactivate'} ${id}`);
    },
    remove: async (_user, id) => {
      there.delete(id);
      did.push(`delete ${id}`);
    },
    lastUsedAt: async (id) => find(id).lastUsedAt,
    whoIs: async ({ accessKeyId, secretAccessKey }) => {
      const sees = script.shift() ?? 'known';
      if (sees === 'lost') throw problem('ETIMEDOUT', 'route');
      const key = there.get(accessKeyId);
      if (sees === 'unknown' || key?.active !== true) throw problem('InvalidClientTokenId', 'authentication');
      if (key.secret !== secretAccessKey) throw problem('SignatureDoesNotMatch', 'authentication');
      key.lastUsedAt = clock();
      return `arn:aws:iam::000000000000:user/apps/${userName}`;
    },
  };
}
