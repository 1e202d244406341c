import type { CredentialTarget } from '../../../src/access/target.ts';
import type { ActiveGrant, Grant } from '../../../src/access/grant.ts';
import type { Entry } from '../../../src/audit/entry.ts';
import { passwordRules, postgresqlSingle } from '../../../src/kernel/engine-address.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import type { GrantId, PersonId, TargetId } from '../../../src/kernel/ids.ts';
import { credentialDueAt, untouched } from '../../../src/vault/credential.ts';
import type { CredentialState } from '../../../src/vault/credential.ts';
import type { CredentialTargets } from '../../../src/vault/credential-targets.ts';
import type { Keeper, KeeperOrder } from '../../../src/vault/keeper-orders.ts';
import type { SecretDescription, VaultStore } from '../../../src/vault/ports.ts';
import { anActiveGrant, anApprovedRequest, aRequest, NOW } from '../access.ts';

export const aCredential = (more: Partial<CredentialTarget> = {}): CredentialTarget => ({
  kind: 'credential',
  id: newId('tgt'),
  version: 1,
  name: 'Orders database, reports',
  description: 'reads the orders',
  sensitivity: 'production',
  createdAt: NOW,
  retiredAt: null,
  owner: groupName.parse('orders-team'),
  network: null,
  address: postgresqlSingle.parse({
    ...{ engine: 'postgresql', strategy: 'single-user', host: 'db.example.com', database: 'orders', user: 'reports' },
  }),
  rules: passwordRules.parse({}),
  plan: { schedule: null, atCheckIn: false, graceSeconds: 86_400 },
  lease: { exclusive: true, seconds: 600 },
  revealable: true,
  importedSecret: null,
  ...more,
});

type Reply = { readonly [O in KeeperOrder['order']]?: unknown };

/** One vaulted credential with a value, and a world around it that answers as a test tells it to. */
export function vault(more: Partial<CredentialTarget> = {}) {
  const target = aCredential(more);
  const says = {
    now: NOW + 100,
    /** What the keeper answers each order with; an error is thrown. */
    keeper: {} as Reply,
    rotation: 'started' as 'started' | 'busy' | Error,
    /** Happens right before the next write is checked. */
    meanwhile: null as (() => void) | null,
    entryRefused: false,
    unreadable: false,
  };
  /** All that left for the outside, in order. */
  const saw: string[] = [];
  const orders: KeeperOrder[] = [];
  const faults: unknown[] = [];
  const entries: Entry[] = [];
  const grants = new Map<GrantId, Grant>();
  const states = new Map<TargetId, CredentialState>();
  const versions = new Map<string, { value: string; stages: string[] }>();
  let made = true;

  async function write(
    { from, to, whileActive }: { from: CredentialState | null; to: CredentialState; whileActive?: GrantId },
    entry: Entry | null,
  ) {
    await Promise.resolve();
    const first = says.meanwhile;
    says.meanwhile = null;
    first?.();
    if (says.entryRefused && entry !== null) return { written: false, failed: ['recorded' as const] } as const;
    if ((states.get(to.targetId)?.version ?? null) !== (from?.version ?? null))
      return { written: false, failed: ['state-unchanged' as const] } as const;
    if (whileActive !== undefined && grants.get(whileActive)?.state !== 'active')
      return { written: false, failed: ['grant-active' as const] } as const;
    if (to.version <= (from?.version ?? 0)) throw new Error('the version must grow');
    states.set(to.targetId, to);
    if (entry !== null) {
      entries.push(entry);
      saw.push(`entry ${entry.action}`);
    }
    return { written: true } as const;
  }
  const store: VaultStore = {
    credential: (id) => Promise.resolve(states.get(id) ?? null),
    credentials: (ids) => Promise.resolve(ids.flatMap((id) => states.get(id) ?? [])),
    dueBy: (now) =>
      Promise.resolve(
        [...states.values()].flatMap((state) => ((credentialDueAt(state) ?? Infinity) <= now ? state.targetId : [])),
      ),
    change: async (change, { entry }) => write(change, entry),
    async keep(change) {
      const written = await write(change, null);
      if (written.written) return written;
      return { written: false, failed: ['state-unchanged'] };
    },
  };
  const secrets = {
    describe: (): Promise<SecretDescription | null> =>
      Promise.resolve(
        made
          ? {
              arn: 'arn:secret',
              versions: [...versions].map(([id, { stages }]) => ({ id, stages })),
              ...{ rotates: true, lastRotatedAt: null, nextRotationAt: NOW + 86_400 },
            }
          : null,
      ),
    read(_secret: string, id: string) {
      saw.push(`read ${id}`);
      return says.unreadable
        ? Promise.reject(new Error('no answer'))
        : Promise.resolve(versions.get(id)?.value ?? null);
    },
    make(name: string) {
      saw.push(`make ${name}`);
      made = true;
      return Promise.resolve();
    },
    put(_secret: string, { token, value, stages }: { token: string; value: string; stages: readonly string[] }) {
      saw.push(`put ${token} ${stages.join()}`);
      versions.set(token, { value, stages: [...stages] });
      return Promise.resolve('stored' as const);
    },
    moveLabel(_secret: string, { stage, from, to }: { stage: string; from: string | null; to: string | null }) {
      saw.push(`move ${stage} ${from} ${to}`);
      const of = (id: string | null) => (id === null ? undefined : versions.get(id));
      const source = of(from);
      if (source !== undefined) source.stages = source.stages.filter((each) => each !== stage);
      of(to)?.stages.push(stage);
      return Promise.resolve({ moved: true });
    },
  };
  const keeper = {
    ask(_network: string | null, order: KeeperOrder) {
      orders.push(order);
      const reply = says.keeper[order.order];
      return reply === undefined || reply instanceof Error
        ? Promise.reject(reply ?? new Error('no answer'))
        : Promise.resolve(reply);
    },
  } as Keeper;
  const credentials: CredentialTargets = {
    credential: (id) => Promise.resolve(id === target.id ? target : null),
    credentials: () => Promise.resolve({ items: [target], next: null }),
  };
  let tokens = 0;

  const it = {
    target,
    says,
    saw,
    orders,
    faults,
    entries,
    grants,
    versions,
    state: () => states.get(target.id) ?? untouched(target.id, says.now),
    keep: (state: CredentialState) => states.set(state.targetId, { ...state, version: state.version + 1 }),
    actions: () => entries.map(({ action }) => action),
    /** As after its registration: no secret yet. */
    withoutValue() {
      states.delete(target.id);
      versions.clear();
      made = false;
    },
    grant(holder: PersonId = newId('usr'), { seconds = 1800, targetId = target.id } = {}): ActiveGrant {
      const grant = anActiveGrant(anApprovedRequest(aRequest({ requester: holder, targetId, seconds })));
      grants.set(grant.id, grant);
      return grant;
    },
    means: {
      store,
      credentials,
      access: { grant: (id: GrantId) => Promise.resolve(grants.get(id) ?? null) },
      secrets,
      schedules: {
        keepSchedule(secret: string) {
          saw.push(`schedule ${secret}`);
          return Promise.resolve('unchanged' as const);
        },
      },
      rotations: {
        describe: secrets.describe,
        rotateNow(_secret: string, token: string) {
          saw.push(`rotate ${token}`);
          return says.rotation instanceof Error ? Promise.reject(says.rotation) : Promise.resolve(says.rotation);
        },
      },
      keeper,
      newId,
      newToken: () => `token-${(tokens += 1)}`,
      clock: () => says.now,
      correlationId: 'call-1',
      reportFault: (error: unknown) => faults.push(error),
      entries: {
        put(entry: Entry) {
          if (says.entryRefused) return Promise.reject(new Error('refused'));
          entries.push(entry);
          return Promise.resolve();
        },
      },
    },
  };
  versions.set('v1', {
    value: JSON.stringify({ username: 'reports', password: 'open-sesame-1' }),
    stages: ['AWSCURRENT'],
  });
  it.keep({
    ...untouched(target.id, NOW),
    health: { state: 'ok', at: NOW, fault: null, nextAt: NOW + 3600 },
  });
  return it;
}
export type Vault = ReturnType<typeof vault>;
