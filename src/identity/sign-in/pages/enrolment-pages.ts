import { html, raw } from 'hono/html';
import { toString as qrCode } from 'qrcode';
import { problemPage } from '../../../http/page-problem.ts';
import { clearCookie, readCookie, setCookie } from '../../../http/page-cookies.ts';
import { page, redirect } from '../../../http/page.ts';
import type { PageReply } from '../../../http/page.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { ENROLMENT_COOKIE } from '../cookies.ts';
import { chooseCredentials, completeEnrolment, openEnrolment } from '../enrol.ts';
import type { Enrolling } from '../enrol.ts';
import { PASSWORD_MIN } from '../password.ts';
import { totpUri } from '../totp.ts';
import { codeField, formOf, formPage } from './page-call.ts';
import type { PageCall } from './page-call.ts';

/** From the typed code to the last step. */
const STEPS_SECONDS = 1800;

/** `GET /enrol` */
export const showEnrolment = (call: PageCall): Promise<PageReply> => startForm(call);

/** `POST /enrol` */
export async function postEnrolment(call: PageCall): Promise<PageReply> {
  const form = formOf(call, 'enrol');
  if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
  const code = (form.value.get('enrolment_code') ?? '').replaceAll(/[^0-9a-zA-Z]/g, '').slice(0, 64);
  const opened = await openEnrolment(call.surroundings, code, call.cause);
  if (!opened.ok) return startForm(call, opened.refusal);
  return redirect('/enrol/password', [
    setCookie(ENROLMENT_COOKIE, code, { maxAgeSeconds: STEPS_SECONDS, sameSite: 'Strict' }),
  ]);
}

/** `GET /enrol/password` */
export const showPasswordChoice = (call: PageCall): Promise<PageReply> =>
  withEnrolment(call, (enrolling) => passwordForm(call, enrolling));

/** `POST /enrol/password` */
export const postPasswordChoice = (call: PageCall): Promise<PageReply> =>
  withEnrolment(call, async (enrolling) => {
    const form = formOf(call, 'enrol/password');
    if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
    const typed = { password: form.value.get('password') ?? '', again: form.value.get('password_again') ?? '' };
    const chosen = await chooseCredentials(call.surroundings, enrolling, typed);
    return chosen.ok ? redirect('/enrol/second-factor') : passwordForm(call, enrolling, chosen.refusal);
  });

/** `GET /enrol/second-factor` */
export const showSecondFactorChoice = (call: PageCall): Promise<PageReply> =>
  withEnrolment(call, (enrolling) => secondFactorForm(call, enrolling));

/** `POST /enrol/second-factor` */
export const postSecondFactorChoice = (call: PageCall): Promise<PageReply> =>
  withEnrolment(call, async (enrolling) => {
    const form = formOf(call, 'enrol/second-factor');
    if (!form.ok) return problemPage(form.refusal, call.cause.correlationId);
    const done = await completeEnrolment(call.surroundings, enrolling, form.value.get('code') ?? '', call.cause);
    if (!done.ok) return secondFactorForm(call, enrolling, done.refusal);
    return page({
      title: 'You are set',
      cookies: [clearCookie(ENROLMENT_COOKIE)],
      body: html`<p class="good">Your password and your second factor are set. The one-time code is used up.</p>
        <p><a class="button" href="/console">Go to the console</a></p>`,
    });
  });

async function withEnrolment(call: PageCall, answer: (enrolling: Enrolling) => Promise<PageReply>): Promise<PageReply> {
  const code = readCookie(call.event, ENROLMENT_COOKIE);
  if (code === undefined || code === '') return redirect('/enrol');
  const opened = await openEnrolment(call.surroundings, code, call.cause);
  return opened.ok
    ? answer(opened.value)
    : problemPage(opened.refusal, call.cause.correlationId, { cookies: [clearCookie(ENROLMENT_COOKIE)] });
}

const startForm = (call: PageCall, refused?: Refusal): Promise<PageReply> =>
  formPage(call, {
    title: 'Set up your sign-in',
    purpose: 'enrol',
    action: '/enrol',
    refusal: refused,
    before: html`<p>
      You need the one-time code that an administrator gave you, and an authenticator app on your phone.
    </p>`,
    fields: html`<label for="enrolment_code">One-time code</label>
      <input
        id="enrolment_code"
        name="enrolment_code"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        required
        autofocus
      />
      <p class="hint">28 letters and digits; capitals and dashes do not matter.</p>`,
    submit: 'Continue',
  });

const passwordForm = (call: PageCall, { person }: Enrolling, refused?: Refusal): Promise<PageReply> =>
  formPage(call, {
    title: 'Choose a password',
    purpose: 'enrol/password',
    action: '/enrol/password',
    refusal: refused,
    before: html`<p>For ${person.name}</p>`,
    fields: html`<label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${person.email}" readonly />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="${PASSWORD_MIN}"
        maxlength="1024"
        required
        autofocus
      />
      <p class="hint">At least ${PASSWORD_MIN} characters; a few words are good. No capitals or signs are demanded.</p>
      <label for="password_again">The same password again</label>
      <input
        id="password_again"
        name="password_again"
        type="password"
        autocomplete="new-password"
        maxlength="1024"
        required
      />`,
    submit: 'Continue',
  });

async function secondFactorForm(call: PageCall, enrolling: Enrolling, refused?: Refusal): Promise<PageReply> {
  const { enrolment, person } = enrolling;
  const { seal, issuer } = call.surroundings;
  if (enrolment.chosen === null) return redirect('/enrol/password');
  const secret = await seal.open(person.id, enrolment.chosen.sealedTotpSecret);
  const svg = await qrCode(totpUri(secret, { email: person.email, issuer }), { type: 'svg', margin: 1 });
  return formPage(call, {
    title: 'Add your second factor',
    purpose: 'enrol/second-factor',
    action: '/enrol/second-factor',
    refusal: refused,
    before: html`<p>
        Scan this with your authenticator app, or type the key into it. Then type the code that it shows.
      </p>
      <div class="qr" role="img" aria-label="QR code for your authenticator app; the key below says the same">
        ${raw(svg)}
      </div>
      <p>Key: <code class="secret" id="totp_secret">${secret}</code></p>`,
    fields: codeField,
    submit: 'Finish',
  });
}
