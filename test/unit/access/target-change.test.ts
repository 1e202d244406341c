import { describe, expect, test } from '@jest/globals';
import { memoryAccess } from '../../../src/access/adapters/memory-access.ts';
import { changeTarget } from '../../../src/access/change-target.ts';
import type { TargetChange } from '../../../src/access/target-change.ts';
import type { Target } from '../../../src/access/target.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { aCause, along, anActivatingGrant, anApprovedRequest, aRequest, aTarget } from '../../support/access.ts';
import { anAccountTarget } from '../../support/mortal-vault.ts';
import { aCredential } from '../../support/vault/scene.ts';

async function scene(...more: readonly Target[]) {
  const access = memoryAccess();
  const [role, credential] = [aTarget(), aCredential({ name: 'Orders' })];
  for (const target of [role, credential, ...more]) await access.addTarget(target, along());
  const groups = ['orders-team', 'platform'];
  const directory = {
    group: async (name: string) =>
      groups.includes(name) ? { name: groupName.parse(name), description: name, version: 1, activeMembers: 0 } : null,
  };
  const change = (target: Target, what: TargetChange & { readonly retired?: boolean }) =>
    changeTarget({ access, targets: access, directory, newId }, aCause(), target.id, what);
  return { access, role, credential, change };
}
const detailOf = (result: Awaited<ReturnType<Awaited<ReturnType<typeof scene>>['change']>>) =>
  result.ok ? 'done' : result.refusal.detail;

describe('of a credential', () => {
  test('plan, terms, owner and who may see it change, each counted as another version', async () => {
    const { credential, change, access } = await scene();
    const to = await change(credential, {
      plan: { schedule: { expression: 'rate(30 days)', windowHours: 2 }, atCheckIn: true, graceSeconds: 0 },
      lease: { exclusive: false, seconds: 120 },
      owner: groupName.parse('platform'),
      revealable: false,
    });
    expect(to).toMatchObject({ ok: true, value: { version: 2, owner: 'platform', revealable: false } });
    expect(access.entries.at(-1)?.facts).toMatchObject({ changed: 'owner plan lease revealable' });
  });

  test('host, port and authority may move; whose it is stays', async () => {
    const { credential, change } = await scene();
    const moved = await change(credential, { address: { host: 'new.db.example.com', port: 5433, ca: null } });
    expect(moved).toMatchObject({
      ok: true,
      value: { address: { host: 'new.db.example.com', port: 5433, user: 'reports', database: 'orders' } },
    });
  });

  test.each<[string, TargetChange, RegExp]>([
    ['a role’s field', { externalId: 'x' }, /"externalId" of a target of the kind credential cannot be changed/],
    ['who gets what an account made', { reassignTo: 'x' }, /"reassignTo"/],
    ['a part that its address has not', { address: { hostKey: 'ssh-ed25519 AAAA' } }, /has no "hostKey"/],
    ['a group that is not there', { owner: groupName.parse('ghosts') }, /no group ghosts/],
  ])('%s does not', async (_, what, says) => {
    const { credential, change } = await scene();
    expect(detailOf(await change(credential, what))).toMatch(says);
  });

  test('the host stays while somebody holds it: what they saw must be found where it was good', async () => {
    const { credential, change, access } = await scene();
    const request = anApprovedRequest(aRequest({ targetId: credential.id }));
    await access.addRequest(aRequest({ ...request, state: 'requested' } as never), along());
    const stored = await access.request(request.id);
    if (stored?.state !== 'requested') throw new Error('it waits');
    await access.changeRequest({ from: stored, to: request }, along());
    await access.addGrant({ grant: anActivatingGrant(request), request }, along());
    expect(detailOf(await change(credential, { address: { host: 'new.example.com' } }))).toContain('Somebody holds it');
    // Its authority may be renewed meanwhile: it is the same server.
    expect((await change(credential, { description: 'others' })).ok).toBe(true);
  });

  test('the host stays for ever where accounts are made with it', async () => {
    const credential = aCredential({ name: 'Administrator' });
    const { change } = await scene(credential, anAccountTarget(credential.id));
    expect(detailOf(await change(credential, { address: { host: 'new.example.com' } }))).toContain('Accounts are made');
  });

  test('it is not retired while another needs it, and is once that is retired', async () => {
    const credential = aCredential({ name: 'Administrator' });
    const account = anAccountTarget(credential.id);
    const { change } = await scene(credential, account);
    expect(detailOf(await change(credential, { retired: true }))).toContain('administrator of "Orders, an account');
    expect((await change(account, { retired: true })).ok).toBe(true);
    expect((await change(credential, { retired: true })).ok).toBe(true);
  });
});

describe('of an account of a database', () => {
  test('who gets what it made may be put right; its rights are another target', async () => {
    const credential = aCredential({ name: 'Administrator' });
    const account = anAccountTarget(credential.id);
    const { change } = await scene(credential, account);
    expect((await change(account, { reassignTo: 'archive' })).ok).toBe(true);
    expect(detailOf(await change(account, { plan: credential.plan }))).toMatch(/"plan"/);
  });
});

describe('of a role', () => {
  test('what belongs to the other kinds does not change', async () => {
    const { role, change } = await scene();
    expect(detailOf(await change(role, { revealable: true }))).toMatch(/"revealable" of a target of the kind aws-role/);
    expect((await change(role, { region: 'eu-west-1' })).ok).toBe(true);
  });
});
