import { parseArgs } from 'node:util';
import { askStep, lookStep, messageStep, previewStep, updatedStep } from './demo/ask.ts';
import { noRecordStep, threadStep } from './demo/audit.ts';
import { answerCame } from './demo/came.ts';
import { castOf } from './demo/cast.ts';
import type { Cast } from './demo/cast.ts';
import { approveStep, approverNamed, openStep } from './demo/decide.ts';
import { WalkEnded, narrate } from './demo/narrator.ts';
import type { Narrator } from './demo/narrator.ts';
import { signInStep } from './demo/sign-in-step.ts';
import {
  activeStep,
  endedStep,
  giveBackStep,
  refusedCredentialsStep,
  takeStep,
  untilRefusedStep,
  useStep,
} from './demo/use-grant.ts';
import { accountStep, checkedOutStep } from './demo/use-vault.ts';
import { authenticatorsBeside } from './headless/authenticators.ts';
import { callApi } from './headless/call-api.ts';
import { approve, ask } from './headless/elevation.ts';
import { untilEpoch } from './headless/until.ts';
import { readLocalFile } from './local-file.ts';
import { homeAt } from './places.ts';

/** Long enough to end the other one first; short enough to wait for its natural end. */
const shortGrantSeconds = 25;
const longGrantSeconds = 300;

/** The whole main job over HTTP, as alice and bob would do it. */
async function walk(narrator: Narrator, cast: Cast): Promise<void> {
  const { file } = cast;
  const [target] = file.targets;
  if (!target) throw new Error('local.json knows no target: was the demo company made? (npm start)');
  const { id: targetId, probeAction } = target;
  const { play, chapter, note } = narrator;

  chapter('Asking');
  await play({
    step: 'Which Sallyport is this',
    request: 'GET /health',
    expected: { status: 200 },
    run: () => callApi({ api: file.api, method: 'GET', path: '/health' }),
    came: answerCame,
  });
  const alice = await signInStep(narrator, cast, 'alice');
  await lookStep(narrator, alice, true);
  const long = { targetId, seconds: longGrantSeconds, reason: 'Ticket 4711: the orders table is full' };
  const first = await askStep(narrator, alice, long);
  const link = await messageStep(narrator, cast, first);
  await previewStep(narrator, alice, link, first);

  chapter('Those who may not');
  const dave = await signInStep(narrator, cast, 'dave');
  await lookStep(narrator, dave, false);
  await play({
    step: 'Dave asks all the same, and is told why not',
    request: 'POST /requests',
    expected: { status: 403, code: 'not_eligible' },
    run: () => ask(dave, long),
    came: answerCame,
  });
  await play({
    step: 'Alice tries to approve her own request',
    request: `POST /requests/${first.id}/decision`,
    expected: { status: 403, code: 'own_request' },
    run: () => approve(alice, first),
    came: answerCame,
  });
  const carol = await signInStep(narrator, cast, 'carol');

  chapter('Deciding');
  const bob = approverNamed(cast, 'bob');
  const firstPage = await openStep(narrator, cast, { approver: bob, link, request: first });
  await approveStep(narrator, cast, { approver: bob, page: firstPage });
  await approveStep(narrator, cast, {
    approver: bob,
    page: firstPage,
    step: 'Bob sends the same form again: it is decided already, by him',
  });
  const second = await askStep(narrator, alice, {
    targetId,
    seconds: shortGrantSeconds,
    reason: 'Ticket 4712: one look at the backlog',
  });
  const secondLink = await messageStep(narrator, cast, second);
  const secondPage = await openStep(narrator, cast, { approver: bob, link: secondLink, request: second });
  await approveStep(narrator, cast, { approver: bob, page: secondPage });

  chapter('Two grants on one role');
  await activeStep(narrator, alice, 'long', first.grantId);
  const { endsAt } = await activeStep(narrator, alice, 'short', second.grantId);
  await updatedStep(narrator, cast, first, 'Approved by Bob');
  const longHeld = await takeStep(narrator, alice, 'long', first.grantId);
  const shortHeld = await takeStep(narrator, alice, 'short', second.grantId);
  await useStep(narrator, cast, { held: longHeld, probeAction, result: 'allowed' });
  await useStep(narrator, cast, { held: shortHeld, probeAction, result: 'allowed' });

  chapter('The early end of the long one');
  const givenBackAt = Date.now();
  await giveBackStep(narrator, alice, longHeld);
  await untilRefusedStep(narrator, cast, { held: longHeld, probeAction, since: givenBackAt, withinSeconds: 15 });
  await useStep(narrator, cast, {
    held: shortHeld,
    probeAction,
    result: 'allowed',
    step: 'The short credentials on the same role keep working',
  });
  await refusedCredentialsStep(narrator, alice, longHeld);
  await endedStep(narrator, alice, longHeld, 'returned');

  chapter('The natural end of the short one');
  note(`${Math.max(0, endsAt - Math.ceil(Date.now() / 1000))} s to go`);
  await untilEpoch(endsAt - 2);
  await useStep(narrator, cast, {
    held: shortHeld,
    probeAction,
    result: 'allowed',
    step: 'Two seconds before its end it still works',
  });
  await untilRefusedStep(narrator, cast, { held: shortHeld, probeAction, since: endsAt * 1000, withinSeconds: 10 });
  await refusedCredentialsStep(narrator, alice, shortHeld);
  await endedStep(narrator, alice, shortHeld, 'expired');

  if (file.vault === null) throw new Error('local.json knows no vault: start Sallyport again (npm start)');
  chapter('The vault');
  const pair = { holder: alice, approver: await signInStep(narrator, cast, 'erin') };
  await checkedOutStep(narrator, cast, pair, file.vault.application);
  await accountStep(narrator, cast, pair, file.vault.reader);

  chapter('The record');
  await threadStep(narrator, carol, first.grantId);
  await threadStep(narrator, carol, second.grantId);
  await noRecordStep(narrator, dave, first.grantId);
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const localFile =
  process.env['SALLYPORT_LOCAL_FILE'] ?? homeAt(process.env['SALLYPORT_HOME'] ?? '.sallyport').localFile;
const file = await readLocalFile(localFile);
if (file === undefined) {
  process.stderr.write(`There is no ${localFile}: start Sallyport first (npm start), and leave it running.\n`);
  process.exit(1);
}
const narrator = narrate({ json: values.json, print: (line) => process.stdout.write(`${line}\n`) });
const started = Date.now();
try {
  await walk(narrator, castOf(file, authenticatorsBeside(localFile)));
} catch (error) {
  if (!(error instanceof WalkEnded)) throw error;
  narrator.note('The walk cannot go on from here.');
}
const failures = narrator.failures();
narrator.note('');
narrator.chapter(
  failures === 0
    ? `Everything was as it should be (${Math.round((Date.now() - started) / 1000)} s).`
    : `${failures} ${failures === 1 ? 'step was' : 'steps were'} not as they should be.`,
);
process.exitCode = failures === 0 ? 0 : 1;
