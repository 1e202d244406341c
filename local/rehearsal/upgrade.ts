import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { approve, decisionOf, endGrant, grantIn } from '../headless/elevation.ts';
import { untilEpoch } from '../headless/until.ts';
import { asked, deployBoth, held, mayUse } from './scene.ts';
import type { Scene } from './scene.ts';

/** Another version under live grants: each ends as it would have, by itself or early. */
export async function rehearseUpgrade(scene: Scene): Promise<void> {
  const { alice, bob, say, deploying } = scene;
  const waiting = await asked(scene, 20);
  const long = await held(scene, 600);
  const short = await held(scene, 45);
  say('two grants are active and a request waits; deploying another workflow and another setting …');
  const settings: unknown = JSON.parse(await readFile(deploying.home.settingsFile, 'utf8'));
  await writeFile(
    deploying.home.settingsFile,
    JSON.stringify({ ...Object(settings), requestExpirySeconds: 7200, logRetentionDays: 30 }),
  );
  await deployBoth(scene, 'node local/rehearsal/changed-app.ts');

  assert(await mayUse(scene, long), 'the credentials of the live grant still work');
  assert.equal((await endGrant(bob, long.grant.id)).status, 202);
  const revoked = await grantIn(alice, long.grant.id, 'ended', 60);
  assert.equal(revoked.end?.why, 'revoked');
  assert.equal(await mayUse(scene, long), false);
  say(`revoked under the new version: gone after ${revoked.timeToEndSeconds} s`);

  await untilEpoch(short.grant.endsAt);
  assert.equal(await mayUse(scene, short), false);
  assert.equal((await grantIn(alice, short.grant.id, 'ended', 60)).end?.why, 'expired');
  say('the other ended by itself, at its second');

  decisionOf(await approve(bob, waiting));
  await grantIn(alice, waiting.grantId, 'active', 40);
  assert.equal((await grantIn(alice, waiting.grantId, 'ended', 90)).end?.why, 'expired');
  say('what was asked for before was approved, activated and ended after');
}
