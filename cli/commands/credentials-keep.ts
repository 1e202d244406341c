import { setTimeout as sleep } from 'node:timers/promises';
import { argument, command, flag, needed, option } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import { outlast } from '../http/outlast.ts';
import type { Api } from '../http/api.ts';
import { findingsInWords } from '../findings-in-words.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';
import { credentialInWords } from '../vault/credential-in-words.ts';
import { allCredentials, findCredential } from '../vault/find-credential.ts';
import type { Credential } from '../vault/find-credential.ts';
import { readValue } from '../vault/read-value.ts';

const which = argument('a vaulted credential: id, name, or part of the name');
const reasonOption = needed('TEXT', 'why; it is in the audit entry');

export const credentialsSetValue = command({
  more: [
    'Asks for the fields at the terminal, without showing them, or reads a JSON object from standard input. The value is tried',
    'against the real target, and what is wrong is said. A first value is kept, but not lent before it logs in; another one',
    'takes the place of the present only if it does. For administrators, with a fresh sign-in.',
    '',
    '  sallyport credentials set-value orders --reason "from the old password store"',
    '  jq -n \'{username: "orders_app_a", password: env.PW}\' | sallyport credentials set-value orders --reason "…"',
  ].join('\n'),
  arguments: { credential: which },
  options: { reason: reasonOption },
  async run(context, { credential: given }, { reason }) {
    const { out } = context;
    const api = await context.api();
    const { id, name, engine } = findCredential(await allCredentials(api), given);
    const value = await readValue(context, engine);
    const set = await withFreshSignIn(context, () =>
      answer(api.PUT('/credentials/{id}/value', { params: { path: { id } }, body: { value: { ...value }, reason } })),
    );
    const says = set.current
      ? set.login === 'alive'
        ? `${name} has this value now, and it logs in.`
        : `${name} has this value now. It is not lent before it logs in.`
      : `${name} keeps the value that it had: this one does not log in.`;
    out.result(set, () => [says, ...findingsInWords(set.findings, out)]);
    return set.login === 'alive' ? exitCodes.done : exitCodes.failed;
  },
});

export const credentialsRotate = command({
  more: [
    'It comes at once if nobody holds the credential, else as soon as nobody does. Waits until it is finished and verified.',
    '--now also ends the old value at once, with what is open under it: for when somebody knows it who should not.',
  ].join('\n'),
  arguments: { credential: which },
  options: {
    reason: reasonOption,
    now: flag('end the old value without grace'),
    noWait: flag('ask for it and come back'),
  },
  async run(context, { credential: given }, { reason, now, noWait }) {
    const { out } = context;
    const api = await context.api();
    const before = findCredential(await allCredentials(api), given);
    const asked = await answer(
      api.POST('/credentials/{id}/rotate', {
        params: { path: { id: before.id } },
        body: { reason, retire: now ? 'now' : 'at-disuse' },
      }),
    );
    const after = noWait ? asked : await untilRotated(context, api, before);
    out.result(after, () => credentialInWords(after, out, context.now()));
    return exitCodes.done;
  },
});

/** Reads it again and again until a rotation is finished that was not there before. */
async function untilRotated(context: Context, api: Api, before: Credential): Promise<Credential> {
  const { out, interrupted } = context;
  const askOn = outlast(context);
  const read = () => answer(api.GET('/credentials/{id}', { params: { path: { id: before.id } } }));
  try {
    for (;;) {
      const now = await askOn(read);
      const done = now.lastRotation !== null && now.lastRotation.at !== before.lastRotation?.at;
      if (done && now.owed === null && now.underWay === null) return now;
      if (failedSince(before, now))
        throw new Failure(
          `The rotation failed (${now.failing?.code ?? ''}) and is tried again. What logged in before still does: sallyport credentials ${now.id}`,
          { code: 'rotation_failed' },
        );
      const holders = now.held.map(({ holder }) => holder.name).join(', ');
      out.progress(holders === '' ? 'Rotating …' : `Waiting for ${holders} to give it back …`);
      await sleep(1000, undefined, { signal: interrupted });
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
    throw new Failure('Not waiting any more; the rotation goes on.', {
      exitCode: exitCodes.interrupted,
      code: 'interrupted',
    });
  }
}

/** An attempt failed that had not when it was asked for. */
const failedSince = ({ failing: before }: Credential, { failing: now }: Credential): boolean =>
  now !== null && (now.since !== before?.since || now.count > before.count);

export const credentialsReconcile = command({
  more: [
    'Tries every value that Secrets Manager has under a label and says what is odd. With --repair, labels are put where the',
    'values that log in are. A value that might log in is never thrown away.',
  ].join('\n'),
  arguments: { credential: which },
  options: { reason: reasonOption, repair: flag('put the labels right') },
  async run({ out, api: open }, { credential: given }, { reason, repair }) {
    const api = await open();
    const { id } = findCredential(await allCredentials(api), given);
    const found = await answer(
      api.POST('/credentials/{id}/reconcile', { params: { path: { id } }, body: { reason, repair } }),
    );
    out.result(found, () => [
      ...findingsInWords(found.findings, out),
      ...found.repaired.map((each) => `${out.paint('green', 'repaired')} ${each}`),
    ]);
    return found.findings.some(({ result }) => result === 'failed') ? exitCodes.failed : exitCodes.done;
  },
});

export const credentialsCheckIn = command({
  more: 'Ends the leases of others, or that of one grant. Their grants stay: `sallyport revoke` ends those.',
  arguments: { credential: which },
  options: { reason: reasonOption, grant: option('GRANT', 'only the lease of this grant') },
  async run({ out, api: open, now }, { credential: given }, { reason, grant }) {
    const api = await open();
    const { id } = findCredential(await allCredentials(api), given);
    const after = await answer(
      api.POST('/credentials/{id}/check-in', {
        params: { path: { id } },
        body: { reason, ...(grant !== undefined && { grantId: grant }) },
      }),
    );
    out.result(after, () => credentialInWords(after, out, now()));
    return exitCodes.done;
  },
});
