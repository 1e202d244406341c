import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { deploy, listResources } from '../deploy.ts';
import { askForCredentials, endGrant, grantIn } from '../headless/elevation.ts';
import { commandsUnder, runDocumented } from './documented.ts';
import { deployBoth, held, mayUse } from './scene.ts';
import type { Scene } from './scene.ts';

/** The table of requests and grants, back to a moment when one grant was live that has been revoked since. */
export async function rehearseRestore(scene: Scene): Promise<void> {
  const { alice, bob, carol, say, deploying } = scene;
  const { cloud, home } = deploying;
  const kept = await held(scene, 900);
  const revoked = await held(scene, 900);
  const backups = (await runDocumented(await commandsUnder('backup-and-restore.md', 'Back up'), cloud.rootEnvironment))
    .split('\n')
    .filter((line) => line.startsWith('arn:'));
  assert.equal(backups.length, 6, 'every table has a backup');
  say('backups are made; since then one grant is revoked, and another begins');
  await endGrant(bob, revoked.grant.id);
  await grantIn(alice, revoked.grant.id, 'ended', 60);
  const lost = await held(scene, 60);

  const key = (await listResources(cloud, 'SallyportData')).find(({ logicalId }) => logicalId.startsWith('DataKey'));
  const printed = await runDocumented(await commandsUnder('backup-and-restore.md', 'Restore'), {
    ...cloud.rootEnvironment,
    LOGICAL: 'Access',
    STREAM: 'NEW_IMAGE',
    BACKUP_ARN: backups[2] ?? '',
    DATA_KEY_ARN: key?.physicalId ?? '',
  });
  const stream = printed.split('\n').at(-1) ?? '';
  assert.match(stream, /:table\/Sallyport-Access-restored\/stream\//);
  const settings: unknown = JSON.parse(await readFile(home.settingsFile, 'utf8'));
  await writeFile(home.settingsFile, JSON.stringify({ ...Object(settings), restoredTables: { access: stream } }));
  await deploy(deploying, ['SallyportService', '--exclusively']);
  await deployBoth(scene);
  say('the table of requests and grants is the restored one');

  assert.equal((await grantIn(alice, kept.grant.id, 'active')).state, 'active');
  assert(await mayUse(scene, kept), 'what was live then and is live now goes on');
  assert.equal((await alice.call('GET', `/grants/${lost.grant.id}`)).code, 'not_found');
  const thread = await carol.call('GET', `/audit/entries?grant=${lost.grant.id}`);
  assert.match(JSON.stringify(thread.body), /grant\.activate/);
  say('a grant that began since is not in it; the audit, which was not restored, has its thread');

  assert.equal((await grantIn(alice, revoked.grant.id, 'active')).state, 'active');
  assert.equal((await askForCredentials(alice, revoked.grant.id)).status, 200);
  say('what was revoked since is active again, and could be used: it is ended again, as the page says');
  for (const { grant, credentials } of [revoked, kept]) {
    assert.equal((await endGrant(bob, grant.id)).status, 202);
    assert.equal((await grantIn(alice, grant.id, 'ended', 240)).end?.why, 'revoked');
    assert.equal(await mayUse(scene, { credentials }), false);
  }
  say('both are ended, and their credentials refused');
}
