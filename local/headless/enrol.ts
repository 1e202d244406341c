import { randomBytes } from 'node:crypto';
import type { Enrolment } from './administration.ts';
import type { Authenticators, Person } from './authenticators.ts';
import { inWords, openBrowser } from './browser.ts';

export type EnrolOptions = {
  readonly issuer: string;
  readonly personId: string;
  readonly enrolment: Enrolment;
  readonly authenticators: Authenticators;
};

/** Does what somebody does with their one-time code: chooses a password, and adds an authenticator app. */
export async function enrol({
  issuer,
  personId,
  enrolment,
  authenticators,
}: EnrolOptions): Promise<Pick<Person, 'password' | 'totpSecret'>> {
  const browser = openBrowser(issuer);
  const password = randomBytes(18).toString('base64url');
  const start = await browser.open(enrolment.url);
  const choice = await browser.submit(start, { enrolment_code: enrolment.code });
  const factor = await browser.submit(choice, { password, password_again: password });
  const totpSecret = /id="totp_secret">([A-Z2-7]+)</.exec(factor.html)?.[1];
  if (totpSecret === undefined) throw new Error(`no second factor was offered: ${inWords(factor.html)}`);
  const done = await browser.submit(factor, { code: await authenticators.show({ id: personId, totpSecret }) });
  if (done.status !== 200) throw new Error(`the enrolment was not finished: ${inWords(done.html)}`);
  return { password, totpSecret };
}
