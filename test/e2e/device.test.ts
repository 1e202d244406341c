import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import * as client from 'openid-client';
import { cliClient } from '../../local/headless/sign-in.ts';
import { hire } from '../integration/support/hire.ts';
import { authenticators, stack } from '../integration/support/stack.ts';
import { keepScreenshot, startChromium } from './support/chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

jest.setTimeout(120_000);

test('a device without a browser is let in on a phone, without script', async () => {
  const { person } = await hire('phone');
  const party = await client.discovery(new URL(stack.issuer), cliClient.clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
  const asked = await client.initiateDeviceAuthorization(party, { scope: 'openid profile offline_access' });
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  const page = await context.newPage();

  await page.goto(asked.verification_uri);
  await keepScreenshot(page, 'device-code');
  await page.getByLabel('Code on the device').fill('bbbb bbbb');
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('No device waits with this code');
  await keepScreenshot(page, 'device-wrong-code');
  await page.getByLabel('Code on the device').fill(asked.user_code.toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();

  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Is this your device?');
  expect(await page.getByRole('definition').allTextContents()).toContainEqual(asked.user_code);
  await keepScreenshot(page, 'device-confirm');
  await page.getByRole('button', { name: 'It is mine: sign in' }).click();

  expect(await page.getByText('This signs in another device').isVisible()).toBe(true);
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await keepScreenshot(page, 'device-password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code from your authenticator app').fill(await authenticators.show(person));
  await keepScreenshot(page, 'device-second-factor');
  await page.getByRole('button', { name: 'Sign the device in' }).click();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The device is signed in');
  await keepScreenshot(page, 'device-done');
  // The browser itself holds no sign-in by it.
  expect((await context.cookies()).map(({ name }) => name).sort()).toEqual([
    '__Host-sallyport-form',
    '__Secure-sallyport-interaction',
  ]);
  await context.close();

  const tokens = await client.pollDeviceAuthorizationGrant(party, asked, undefined, {
    signal: AbortSignal.timeout(60_000),
  });
  expect(tokens.claims()).toMatchObject({ sub: person.id });
});
