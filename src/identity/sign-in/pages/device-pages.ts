import { html } from 'hono/html';
import { problemPage } from '../../../http/page-problem.ts';
import { setPathCookie } from '../../../http/page-cookies.ts';
import { page, redirect } from '../../../http/page.ts';
import type { Markup, PageReply } from '../../../http/page.ts';
import type { EpochSeconds } from '../../../kernel/time.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { INTERACTION_COOKIE } from '../cookies.ts';
import { DEVICE_CODE_SECONDS } from '../device.ts';
import type { WaitingDevice } from '../device.ts';
import { openDevice } from '../open-device.ts';
import { refuseDevice } from '../refuse-device.ts';
import { formOf, formPage } from './page-call.ts';
import type { PageCall } from './page-call.ts';
import { purposeOf, withPending } from './with-pending.ts';
import type { PendingDevice } from './with-pending.ts';

/** `GET /device` */
export const showDevice = (call: PageCall): Promise<PageReply> => codeForm(call);

/** `POST /device` */
export async function postDevice(call: PageCall): Promise<PageReply> {
  const form = formOf(call, 'device');
  if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
  const opened = await openDevice(call.surroundings, form.value.get('user_code') ?? '', call.cause);
  if (!opened.ok) return codeForm(call, opened.refusal);
  const path = `/sign-in/${opened.value}`;
  return redirect(`${path}/device`, [
    setPathCookie(INTERACTION_COOKIE, opened.value, { path, maxAgeSeconds: DEVICE_CODE_SECONDS }),
  ]);
}

/** `GET /sign-in/{interaction}/device` */
export const showConfirmation = (call: PageCall): Promise<PageReply> =>
  withDevice(call, (pending) => confirmationForm(call, pending));

/** `POST /sign-in/{interaction}/device` */
export const postConfirmation = (call: PageCall): Promise<PageReply> =>
  withDevice(call, async ({ interaction, device }) => {
    const form = formOf(call, purposeOf({ interaction }));
    if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
    const decision = form.value.get('decision');
    if (decision === 'allow') {
      await call.surroundings.devices.confirm(interaction, device);
      return redirect(`/sign-in/${interaction}`);
    }
    if (decision !== 'refuse') return confirmationForm(call, { interaction, device });
    const done = await refuseDevice(call.surroundings, device, call.cause);
    if (!done.ok) return problemPage(done.refusal, call.cause.correlationId);
    return page({
      title: 'Refused',
      body: html`<p class="good">The device gets nothing. You can close this page.</p>
        <p>If someone sent you the code, tell your security team: they tried to sign in as you.</p>`,
    });
  });

/** `GET /device/done` */
export const showDeviceDone = (): Promise<PageReply> =>
  page({
    title: 'The device is signed in',
    body: html`<p class="good">Go back to it; it goes on by itself within a few seconds. You can close this page.</p>
      <p class="hint">
        Its sign-in is its own: it ends when you sign out there, when you end all your sign-ins, or by itself.
      </p>`,
  });

async function withDevice(call: PageCall, answer: (pending: PendingDevice) => Promise<PageReply>): Promise<PageReply> {
  return withPending(call, ({ interaction, device }) =>
    device === null ? Promise.resolve(redirect(`/sign-in/${interaction}`)) : answer({ interaction, device }),
  );
}

const codeForm = (call: PageCall, refused?: Refusal): Promise<PageReply> =>
  formPage(call, {
    title: 'Sign in a device',
    purpose: 'device',
    action: '/device',
    refusal: refused,
    before: html`<p>Type the code that the device in front of you shows. Never type one that somebody sent you.</p>`,
    fields: html`<label for="user_code">Code on the device</label>
      <input
        id="user_code"
        name="user_code"
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        maxlength="20"
        required
        autofocus
      />
      <p class="hint">Eight letters; small ones and the dash do not matter.</p>`,
    submit: 'Continue',
  });

const confirmationForm = (call: PageCall, { interaction, device }: PendingDevice): Promise<PageReply> =>
  formPage(call, {
    title: 'Is this your device?',
    purpose: purposeOf({ interaction }),
    action: `/sign-in/${interaction}/device`,
    before: html`${deviceFacts(device, call.cause)}
      <p class="bad" role="note">
        <strong>Whoever holds that device will be signed in as you.</strong> Go on only if you started this yourself,
        just now, and it shows this very code. Did someone send you the code, or a link to this page? Then refuse.
      </p>`,
    fields: html``,
    submit: html`<button type="submit" name="decision" value="allow">It is mine: sign in</button>
      <button type="submit" name="decision" value="refuse" class="quiet">Refuse</button>`,
  });

/** What the issuer itself knows of the device; nothing in it was said by the device. */
function deviceFacts(
  { clientName, userCode, askedAt, askedFrom }: WaitingDevice,
  { at, address }: { readonly at: EpochSeconds; readonly address: string | null },
): Markup {
  const minutes = Math.floor((at - askedAt) / 60);
  const where = askedFrom === address ? 'the same as yours' : `not yours, which is ${address ?? 'not known'}`;
  return html`<dl class="card facts">
    <div>
      <dt>What</dt>
      <dd>${clientName}, on a device elsewhere</dd>
    </div>
    <div>
      <dt>Code</dt>
      <dd class="mono">${userCode}</dd>
    </div>
    <div>
      <dt>Asked from</dt>
      <dd>${askedFrom ?? 'an address that is not known'} <span class="soft">(${where})</span></dd>
    </div>
    <div>
      <dt>Asked</dt>
      <dd>${minutes < 1 ? 'just now' : minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`}</dd>
    </div>
  </dl>`;
}
