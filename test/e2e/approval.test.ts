import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { until } from '../../local/headless/until.ts';
import type { Person } from '../../local/headless/authenticators.ts';
import { authenticators, personNamed, stack } from '../integration/support/stack.ts';
import { keepScreenshot, startChromium } from './support/chromium.ts';

let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await startChromium();
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser.close();
});

/** Somebody's own browser, as wide as a phone. */
async function phone(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  contexts.push(context);
  return context.newPage();
}

/** Fills in the issuer's pages: password, then the code of the authenticator app. */
async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await keepScreenshot(page, 'sign-in');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code from your authenticator app').fill(await authenticators.show(person));
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Reloading is all that a page without script needs. */
const eventually = (what: string, isSo: () => Promise<boolean>): Promise<true> =>
  until(async () => (await isSo()) || undefined, { what, withinSeconds: 40, everyMilliseconds: 500 });

// An authenticator shows a new code each half minute, and each is taken once.
jest.setTimeout(180_000);

describe('a request, by people with browsers', () => {
  test('is made on a phone, told on Slack, decided through the link of the message, used and given back', async () => {
    const [alice, bob] = [personNamed('alice'), personNamed('bob')];
    const reason = `Ticket ${Date.now()}: <b>a table</b> is full`;

    const hers = await phone();
    await hers.goto(stack.console);
    await keepScreenshot(hers, 'stranger');
    await hers.getByRole('link', { name: 'Sign in' }).click();
    await signIn(hers, alice);
    expect(await hers.getByRole('heading', { level: 1 }).textContent()).toBe('Access');
    await hers.getByRole('radio').first().check();
    await hers.getByLabel('For how many minutes').fill('30');
    await hers.getByLabel('Why').fill(reason);
    await keepScreenshot(hers, 'home');
    await hers.getByRole('button', { name: 'Ask' }).click();
    const id = new URL(hers.url()).pathname.split('/').at(-1) ?? '';
    expect(id).toMatch(/^req_/);
    expect(await hers.getByRole('button', { name: /Approve/ }).count()).toBe(0);

    const his = await phone();
    const message = () => his.locator('article', { has: his.locator(`a[href$="${id}"]`) });
    await eventually('the message is on Slack', async () => {
      await his.goto(stack.slack.page);
      return (await message().count()) > 0;
    });
    expect(await message().textContent()).toContain('Alice asks for');
    expect(await message().textContent()).not.toContain('Ticket');
    await keepScreenshot(his, 'slack');
    await message().getByRole('link').first().click();
    expect(await his.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in to see and decide');
    expect(await his.content()).not.toContain('Alice');
    await his.getByRole('link', { name: 'Sign in' }).click();
    await signIn(his, bob);
    expect(new URL(his.url()).pathname).toBe(`/console/requests/${id}`);
    expect(await his.locator('blockquote').textContent()).toContain(reason);
    await keepScreenshot(his, 'approve');
    await his.getByText('Approve for less').click();
    await his.getByLabel('Minutes').fill('10');
    await keepScreenshot(his, 'approve-for-less');
    await his.getByRole('button', { name: 'Approve for so many minutes' }).click();
    expect(await his.getByRole('status').textContent()).toMatch(/Approved by\s+Bob\s+for\s+10 minutes/);
    await keepScreenshot(his, 'decided');

    await eventually('the message says who approved', async () => {
      await his.goto(stack.slack.page);
      return /Approved by Bob; active until/.test((await message().textContent()) ?? '');
    });
    await keepScreenshot(his, 'slack-updated');

    await eventually('the grant is active', async () => {
      await hers.goto(`${stack.console}/requests/${id}`);
      return /The grant is\s+active/.test((await hers.getByRole('status').textContent()) ?? '');
    });
    await hers.getByRole('link', { name: 'See the grant' }).click();
    expect(await hers.locator('pre').textContent()).toContain('/credentials');
    await keepScreenshot(hers, 'grant');
    await hers.getByRole('button', { name: 'Give it back' }).click();
    await eventually('the grant has ended', async () => {
      await hers.reload();
      return /Ended at .*given back by Alice/s.test((await hers.getByRole('status').textContent()) ?? '');
    });
    await keepScreenshot(hers, 'ended');
    await eventually('the message says that it has ended', async () => {
      await his.goto(stack.slack.page);
      return /Ended at .*given back by Alice/.test((await message().textContent()) ?? '');
    });

    await hers.getByRole('button', { name: 'Sign out' }).click();
    await keepScreenshot(hers, 'sign-out');
    await hers.getByRole('button', { name: 'Sign out' }).click();
    expect(await hers.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
  });

  test('an approver who is signed in already is asked again before deciding', async () => {
    const erin = personNamed('erin');
    const page = await phone();
    await page.goto(stack.console);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, erin);
    // What the button "Confirm it is you" leads to; it appears when the sign-in is five minutes old.
    await page.goto(`${stack.console}/sign-in?return=/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r&fresh=yes`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Confirm that it is you');
    await signIn(page, erin);
    expect(new URL(page.url()).pathname).toBe('/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r');
  });

  test('somebody whom it does not concern is told so, and nothing else', async () => {
    const dave = personNamed('dave');
    const page = await phone();
    await page.goto(stack.console);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, dave);
    await keepScreenshot(page, 'home-of-nobody');
    expect(await page.getByText('There is nothing that you may ask for.').count()).toBe(1);
    await page.goto(`${stack.console}/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r`);
    expect(await page.content()).toContain('not_found');
    await keepScreenshot(page, 'refused');
  });
});
