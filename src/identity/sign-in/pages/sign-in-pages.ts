import { html } from 'hono/html';
import { problemPage } from '../../../http/page-problem.ts';
import { redirect } from '../../../http/page.ts';
import type { Markup, PageReply } from '../../../http/page.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { checkPassword } from '../check-password.ts';
import type { WaitingDevice } from '../device.ts';
import { checkSecondFactor, passwordProof } from '../check-second-factor.ts';
import type { PendingSignIn } from '../ports.ts';
import { codeField, formOf, formPage } from './page-call.ts';
import type { PageCall } from './page-call.ts';
import { purposeOf, withPending } from './with-pending.ts';

/** `GET /sign-in/{interaction}` */
export const showSignIn = (call: PageCall): Promise<PageReply> =>
  withConfirmed(call, (pending) => passwordForm(call, pending));

/** `POST /sign-in/{interaction}` */
export const postSignIn = (call: PageCall): Promise<PageReply> =>
  withConfirmed(call, async (pending) => {
    const form = formOf(call, purposeOf(pending));
    if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
    const typed = { email: form.value.get('email') ?? '', password: form.value.get('password') ?? '' };
    const checked = await checkPassword(call.surroundings, pending, typed, call.cause);
    if (!checked.ok) return passwordForm(call, pending, checked.refusal);
    return redirect(`/sign-in/${pending.interaction}/second-factor`);
  });

/** `GET /sign-in/{interaction}/second-factor` */
export const showSecondFactor = (call: PageCall): Promise<PageReply> =>
  withConfirmed(call, async (pending) =>
    (await passwordProof(call.surroundings, pending, call.cause)) === null
      ? redirect(`/sign-in/${pending.interaction}`)
      : codeForm(call, pending),
  );

/** `POST /sign-in/{interaction}/second-factor` */
export const postSecondFactor = (call: PageCall): Promise<PageReply> =>
  withConfirmed(call, async (pending) => {
    const form = formOf(call, purposeOf(pending));
    if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
    const proof = await passwordProof(call.surroundings, pending, call.cause);
    if (proof === null) return redirect(`/sign-in/${pending.interaction}`);
    const code = form.value.get('code') ?? '';
    const checked = await checkSecondFactor(call.surroundings, pending, { code, proof }, call.cause);
    return checked.ok ? redirect(checked.value) : codeForm(call, pending, checked.refusal);
  });

/** Signing a device in begins with saying that it is yours. */
const withConfirmed = (call: PageCall, answer: (pending: PendingSignIn) => Promise<PageReply>): Promise<PageReply> =>
  withPending(call, (pending) =>
    pending.device?.confirmed === false
      ? Promise.resolve(redirect(`/sign-in/${pending.interaction}/device`))
      : answer(pending),
  );

const forDevice = ({ clientName, userCode, askedFrom }: WaitingDevice): Markup =>
  html`<p class="note">
    This signs in <b>another device</b>: ${clientName}, code <b class="mono">${userCode}</b>, asked from
    ${askedFrom ?? 'an unknown address'}.
  </p>`;

const passwordForm = (call: PageCall, pending: PendingSignIn, refused?: Refusal): Promise<PageReply> =>
  formPage(call, {
    title: pending.current === null ? 'Sign in' : 'Confirm that it is you',
    purpose: purposeOf(pending),
    action: `/sign-in/${pending.interaction}`,
    formLeadsTo: [pending.leadsTo],
    refusal: refused,
    ...(pending.current !== null && {
      before: html`<p>You are signed in, but what you want to do asks for a fresh sign-in.</p>`,
    }),
    ...(pending.device !== null && { before: forDevice(pending.device) }),
    fields: html`<label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" maxlength="320" required autofocus />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="1024"
        required
      />`,
    submit: 'Continue',
    after: html`<p class="hint">Were you given a one-time code? <a href="/enrol">Set your password with it</a>.</p>`,
  });

const codeForm = (call: PageCall, pending: PendingSignIn, refused?: Refusal): Promise<PageReply> =>
  formPage(call, {
    title: 'Second factor',
    purpose: purposeOf(pending),
    action: `/sign-in/${pending.interaction}/second-factor`,
    formLeadsTo: [pending.leadsTo],
    refusal: refused,
    ...(pending.device !== null && { before: forDevice(pending.device) }),
    fields: codeField,
    submit: pending.device === null ? 'Sign in' : 'Sign the device in',
    after: html`<p class="hint">
      Is your phone gone? An administrator can give you a new one-time code, which replaces password and second factor.
    </p>`,
  });
