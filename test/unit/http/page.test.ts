import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { html } from 'hono/html';
import { page, redirect } from '../../../src/http/page.ts';

const shown = await page({ title: 'A <title>', body: html`<p>${'<script>alert(1)</script>'}</p>` });

describe('a page', () => {
  test('escapes every value', () => {
    expect(shown.body).toContain('&lt;script&gt;');
    expect(shown.body).toContain('<title>A &lt;title&gt; · Sallyport</title>');
    expect(shown.body).not.toContain('<script');
  });

  test('allows its own style and nothing else: no script, no frame, nothing from elsewhere', () => {
    const policy = String(shown.headers?.['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/unsafe|script-src|\*/);
    const style = /<style>(.*?)<\/style>/s.exec(String(shown.body))?.[1] ?? '';
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(shown.body).not.toMatch(/ style=| on[a-z]+="/);
  });

  test('lets its forms lead only where it says', async () => {
    const policyOf = async (formLeadsTo: string[]) =>
      String((await page({ title: 't', body: html``, formLeadsTo })).headers?.['content-security-policy']);
    expect(await policyOf([])).toContain("form-action 'self';");
    expect(await policyOf(['http://127.0.0.1:5000'])).toContain("form-action 'self' http://127.0.0.1:5000;");
  });

  test.each([
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
  ])('says %s: %s, and so does a redirect', (name, value) => {
    expect(shown.headers).toHaveProperty(name, value);
    expect(redirect('/elsewhere').headers).toHaveProperty(name, value);
  });

  test('after a POST the browser is sent on with 303', () => expect(redirect('/x').statusCode).toBe(303));
});
