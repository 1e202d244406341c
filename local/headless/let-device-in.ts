import type { Browser, Page } from './browser.ts';
import { passPages } from './sign-in.ts';
import type { SignInOptions } from './sign-in.ts';

/** Opens the page that a device names, and types what it shows. */
export async function typeUserCode(browser: Browser, verificationUri: string, userCode: string): Promise<Page> {
  return browser.submit(await browser.open(verificationUri), { user_code: userCode }, { having: 'user_code' });
}

/** Says that the device is one's own, and signs in for it: password, then the code of the authenticator app. */
export async function letDeviceIn(
  browser: Browser,
  confirmation: Page,
  person: SignInOptions['person'],
  code: SignInOptions['code'],
): Promise<Page> {
  const first = await browser.submit(confirmation, { decision: 'allow' }, { having: 'decision=allow' });
  return passPages(browser, first, person, code);
}
