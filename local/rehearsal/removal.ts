import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { endGrant, grantIn } from '../headless/elevation.ts';
import { untilEpoch } from '../headless/until.ts';
import { commandsUnder, runDocumented } from './documented.ts';
import { held, mayUse } from './scene.ts';
import type { Scene } from './scene.ts';

/** The service goes while one grant is live and another was revoked; then everything goes. */
export async function rehearseRemoval(scene: Scene): Promise<void> {
  const { alice, bob, say, deploying } = scene;
  const { cloud, home } = deploying;
  const environment = { ...cloud.rootEnvironment, SALLYPORT_SETTINGS: home.settingsFile };
  const live = await held(scene, 120);
  const revoked = await held(scene, 900);
  await endGrant(bob, revoked.grant.id);
  await grantIn(alice, revoked.grant.id, 'ended', 60);
  say('destroying the service with one grant left alive …');
  await runDocumented(await commandsUnder('removal.md', 'Remove the service'), environment);
  assert.equal(await mayUse(scene, revoked), false, 'what was revoked stays denied');
  if (Date.now() < (live.grant.endsAt - 3) * 1000) assert(await mayUse(scene, live), 'what was left alive lives');
  await untilEpoch(live.grant.endsAt);
  assert.equal(await mayUse(scene, live), false, 'until its own end, which needs nobody');
  say('what was revoked stays denied; what was left alive ended at its own second');

  const file = join(home.path, 'audit.json');
  const thread = await runDocumented(await commandsUnder('removal.md', 'Read the audit afterwards'), {
    ...environment,
    GRANT: revoked.grant.id,
    KEEP_AT: file,
  });
  assert.match(thread, /grant\.verify-gone/);
  assert.match(await readFile(file, 'utf8'), /request\.create/);
  say('the audit is read without Sallyport');

  await runDocumented(await commandsUnder('removal.md', 'Remove everything for good'), environment);
  const dynamo = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: scene.file.cloud.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  assert.deepEqual(
    TableNames.filter((name) => name.startsWith('SallyportData')),
    [],
  );
  say('everything is gone for good');
}
