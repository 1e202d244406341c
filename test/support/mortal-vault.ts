import { activateGrant } from '../../src/access/activate-grant.ts';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import { askEnd } from '../../src/access/grant-transitions.ts';
import { lendAccount } from '../../src/access/lend-account.ts';
import { markRevokeFailed } from '../../src/access/mark-revoke-failed.ts';
import { approve } from '../../src/access/request-transitions.ts';
import type { ApprovedRequest } from '../../src/access/request.ts';
import { sweep } from '../../src/access/sweep.ts';
import { takeAway } from '../../src/access/take-away.ts';
import type { CredentialTarget, DatabaseAccountTarget, Target } from '../../src/access/target.ts';
import { verifyGone } from '../../src/access/verify-gone.ts';
import type { Entry } from '../../src/audit/entry.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { GrantId, TargetId } from '../../src/kernel/ids.ts';
import { ok } from '../../src/kernel/result.ts';
import { logInToAccount } from '../../src/vault/account-as-target.ts';
import { changeCredential } from '../../src/vault/change-credential.ts';
import { checkOutCredential } from '../../src/vault/check-out.ts';
import { credentialTargets } from '../../src/vault/credential-targets.ts';
import { untouched } from '../../src/vault/credential.ts';
import type { CredentialState } from '../../src/vault/credential.ts';
import { endingTargets } from '../../src/vault/ending-targets.ts';
import type { Keeper, KeeperOrder } from '../../src/vault/keeper-orders.ts';
import { lendableTargets } from '../../src/vault/lendable-targets.ts';
import { disclose, provedDead } from '../../src/vault/lease-transitions.ts';
import type { VaultStore } from '../../src/vault/ports.ts';
import { aCause, along, anApproval, aRequest, NOW, personActor } from './access.ts';
import { Died } from './mortal-world.ts';
import { aCredential } from './vault/scene.ts';

export const anAccountTarget = (
  administrator: TargetId,
  more: Partial<DatabaseAccountTarget> = {},
): DatabaseAccountTarget => ({
  kind: 'database-account',
  id: newId('tgt'),
  version: 1,
  name: 'Orders, an account of one’s own',
  description: 'reads and writes the orders',
  sensitivity: 'production',
  createdAt: NOW,
  retiredAt: null,
  administrator,
  database: 'orders',
  memberOf: ['orders_rw'],
  reassignTo: 'orders_owner',
  ...more,
});

/** How one of the points ends: the process dies there, or it dies and what it asked the keeper for happens later. */
export interface Death {
  readonly at: number;
  readonly late?: number;
}

/**
 * Tables, a vault, a keeper with its server, and functions that can die before and after each thing they ask of the
 * world outside. What a keeper was asked for may still happen after whoever asked has died.
 */
export async function mortalVault(kind: 'credential' | 'database-account', deaths: readonly Death[] = []) {
  let now = NOW + 100;
  let points = 0;
  const clock = () => now;
  const access = memoryAccess();
  const credential: CredentialTarget = aCredential({ name: 'Orders, administrator' });
  const account = anAccountTarget(credential.id);
  const target: Target = kind === 'credential' ? credential : account;
  for (const each of [credential, account]) await access.addTarget(each, along());

  /** The server: accounts that are there, and versions of the value that log in. */
  const accounts = new Set<GrantId>();
  let current = 1;
  const logsIn = new Set(['v1']);
  let later: { readonly at: number; readonly happens: () => void }[] = [];
  const states = new Map<TargetId, CredentialState>([
    [
      credential.id,
      {
        ...untouched(credential.id, NOW),
        version: 1,
        health: { state: 'ok', at: NOW, fault: null, nextAt: NOW + 1e6 },
      },
    ],
  ]);
  const entries: Entry[] = [];
  const write: VaultStore['change'] = async ({ from, to, whileActive }, { entry }) => {
    if (states.get(to.targetId)?.version !== from?.version) return { written: false, failed: ['state-unchanged'] };
    if (whileActive !== undefined && (await access.grant(whileActive))?.state !== 'active')
      return { written: false, failed: ['grant-active'] };
    states.set(to.targetId, to);
    entries.push(entry);
    return { written: true };
  };
  const vault: Pick<VaultStore, 'credential' | 'change' | 'keep'> = {
    credential: async (id) => states.get(id) ?? null,
    change: write,
    keep: async ({ to }) => {
      states.set(to.targetId, to);
      return { written: true };
    },
  };
  /** The tender in short: what is owed is rotated as soon as nobody holds it, and the old value dies. */
  function tend(): void {
    const state = states.get(credential.id);
    if (state === undefined || state.owed === null || state.leases.some(({ ended }) => ended === null)) return;
    const old = `v${current}`;
    current += 1;
    logsIn.delete(old);
    logsIn.add(`v${current}`);
    states.set(credential.id, { ...provedDead(state, old), owed: null, version: state.version + 1 });
  }
  function carriedOut(order: KeeperOrder): { readonly effect: () => void; readonly reply: () => unknown } {
    const nothing = () => {};
    switch (order.order) {
      case 'account-create':
        return { effect: () => void accounts.add(order.grantId), reply: () => ({ done: true }) };
      case 'account-remove':
        return { effect: () => void accounts.delete(order.grantId), reply: () => ({ done: true }) };
      case 'account-probe':
        return { effect: nothing, reply: () => ({ is: accounts.has(order.grantId) ? 'present' : 'absent' }) };
      case 'account-login':
        return { effect: nothing, reply: () => ({ login: { username: order.grantId, password: 'p' } }) };
      default:
        return { effect: nothing, reply: () => ({ state: 'ok' }) };
    }
  }

  /** One invocation of one function. Once it has died, it does no more. */
  function process() {
    let dead = false;
    const point = (effect: (() => void) | null = null) => {
      points += 1;
      const death = deaths.find(({ at }) => at === points);
      if (death !== undefined) {
        dead = true;
        if (effect !== null && death.late !== undefined) later.push({ at: now + death.late, happens: effect });
      }
      if (dead) throw new Died();
    };
    const outside = <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) => {
      return async (...args: Args): Promise<T> => {
        point();
        const answer = await call(...args);
        point();
        return answer;
      };
    };
    const keeper = {
      async ask(_network: string | null, order: KeeperOrder) {
        const { effect, reply } = carriedOut(order);
        point(effect);
        effect();
        const answer = reply();
        point();
        return answer;
      },
    } as Keeper;
    const store = {
      ...access,
      target: outside(access.target),
      request: outside(access.request),
      grant: outside(access.grant),
      footprintsOf: outside(access.footprintsOf),
      addGrant: outside(access.addGrant),
      changeGrant: outside(access.changeGrant),
      dueBy: outside(access.dueBy),
    };
    const kept = { credential: outside(vault.credential), change: outside(vault.change), keep: outside(vault.keep) };
    const unasked = () => Promise.reject(new Error('no role is lent here'));
    const role = { check: unasked, probe: unasked };
    const means = { role, access: store, vault: kept, keeper, newId };
    const tender = { nudge: outside(async () => tend()) };
    return {
      ...{ store, newId, clock, keeper, kept },
      stillStands: outside(async () => ok(target)),
      lending: lendableTargets(means),
      ending: endingTargets({ ...means, tender }),
    };
  }
  const as = (name: 'workflow' | 'sweeper') => ({ by: { kind: 'system', name } as const, correlationId: 'run-1' });
  const denying = { deny: () => Promise.reject(new Error('a role’s boundary was to be written')) };

  const world = {
    now: () => now,
    points: () => points,
    entries: () => [...access.entries, ...entries],
    pass(seconds: number) {
      now += seconds;
      for (const { at, happens } of later) if (at <= now) happens();
      later = later.filter(({ at }) => at > now);
    },
    grantOf: (request: ApprovedRequest) => access.grant(request.grantId),
    state: () => states.get(credential.id),
    /** What the grant still gives: its account, its lease, or a value that its holder saw and that logs in. */
    alive(request: ApprovedRequest): readonly string[] {
      const id = request.grantId;
      if (kind === 'database-account') return accounts.has(id) ? ['account'] : [];
      return (states.get(credential.id)?.leases ?? [])
        .filter(({ grantId }) => grantId === id)
        .flatMap(({ ended, disclosed }) => [
          ...(ended === null ? ['lease'] : []),
          ...disclosed.filter((v) => logsIn.has(v)),
        ]);
    },
    async approved(seconds: number): Promise<ApprovedRequest> {
      const asked = { ...aRequest({ targetId: target.id, seconds }), createdAt: now };
      await access.addRequest(asked, along());
      const vote = anApproval(asked, { at: now });
      const request = approve(asked, vote, [vote]);
      await access.changeRequest({ from: asked, to: request }, along());
      return request;
    },
    activate(request: ApprovedRequest) {
      const { lending, ...step } = process();
      return activateGrant({ ...step, ...as('workflow'), target: lending }, request.id);
    },
    /** The holder uses it: logs in, or checks out and looks at the value. */
    async use(request: ApprovedRequest): Promise<void> {
      const { store, keeper, kept } = process();
      const cause = aCause({ at: now });
      if (kind === 'database-account') {
        const accountsOf = logInToAccount({ access: store, keeper });
        await lendAccount({ store, accounts: accountsOf, newId, clock }, request.grantId, cause);
        return;
      }
      const means = { store: kept, newId, access: store, credentials: credentialTargets(store) };
      await checkOutCredential(means, request.grantId, cause);
      await changeCredential<null>(means, credential, cause, (state) => {
        const seen = disclose(state, { grantId: request.grantId, versionId: `v${current}`, at: now });
        const what = { action: 'credential.reveal', grantId: request.grantId, facts: {} };
        if (seen.is !== 'disclosed') return { answer: ok(null) };
        return { to: seen.to, what, whileActive: request.grantId, then: null };
      });
    },
    takeAway: (request: ApprovedRequest, abandonedBecause: string | null = null) =>
      takeAway({ ...process(), ...as('workflow'), target: denying }, { grantId: request.grantId, abandonedBecause }),
    verifyGone(request: ApprovedRequest) {
      const { ending, ...step } = process();
      return verifyGone({ ...step, ...as('workflow'), target: ending }, { grantId: request.grantId, attempt: 1 });
    },
    async revoke(request: ApprovedRequest): Promise<void> {
      const from = await access.grant(request.grantId);
      if (from === null) return;
      const asked = askEnd(from, { why: 'revoked', by: personActor(newId('usr')), at: now });
      if (asked.grant !== from) await access.changeGrant({ from, to: asked.grant }, along());
    },
    sweep() {
      tend();
      return sweep({
        store: process().store,
        clock,
        reportFault: () => {},
        leavers: { dueBy: async () => [], event: async () => null },
        steps: {
          expireRequest: async () => {},
          deliver: async () => {},
          endLeaver: async () => {},
          takeAway: async (id) =>
            void (await takeAway(
              { ...process(), ...as('sweeper'), target: denying },
              { grantId: id, abandonedBecause: null },
            )),
          async verifyGone(id) {
            const { ending, ...step } = process();
            await verifyGone({ ...step, ...as('sweeper'), target: ending }, { grantId: id, attempt: 1 });
          },
          markRevokeFailed: async (id, code) =>
            void (await markRevokeFailed({ ...process(), ...as('sweeper') }, { grantId: id, code })),
        },
      });
    },
  };
  return world;
}
export type MortalVault = Awaited<ReturnType<typeof mortalVault>>;
