import { describe, expect, test } from '@jest/globals';
import { clearCookie, readCookie, setCookie } from '../../../src/http/page-cookies.ts';
import { formGuard } from '../../../src/http/page-csrf.ts';
import { readForm } from '../../../src/http/page-form.ts';

const issuer = 'https://sallyport.example.com';
const purpose = 'request/1';
const { token, cookies } = formGuard({ headers: {} }, purpose);
const cookie = String(cookies[0]).split(';')[0] ?? '';

type Sent = { body?: string; headers?: Record<string, string>; purpose?: string; isBase64Encoded?: boolean };
const send = ({
  body = `csrf=${token}&name=value`,
  headers = {},
  purpose: asked = purpose,
  isBase64Encoded = false,
}: Sent = {}) =>
  readForm(
    { headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers }, body, isBase64Encoded },
    { issuer, purpose: asked },
  );
const codeOf = (answer: ReturnType<typeof send>) => (answer.ok ? 'taken' : answer.refusal.code);

describe('a form', () => {
  test('is taken from our own page in the browser it was made for', () => {
    const answer = send({ headers: { origin: issuer, 'sec-fetch-site': 'same-origin' } });
    expect(answer.ok && Object.fromEntries(answer.value)).toEqual({ csrf: token, name: 'value' });
  });

  test('is taken from a client that is no browser, with the token', () => expect(codeOf(send())).toBe('taken'));

  test('is taken in base64, as API Gateway may hand it over', () => {
    expect(codeOf(send({ body: Buffer.from(`csrf=${token}`).toString('base64'), isBase64Encoded: true }))).toBe(
      'taken',
    );
  });

  test.each<[string, Sent]>([
    ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
    ['a sibling domain', { headers: { 'sec-fetch-site': 'same-site' } }],
    ['another origin', { headers: { origin: 'https://evil.example' } }],
    ['an origin that is hidden', { headers: { origin: 'null' } }],
    ['no token', { body: 'name=value' }],
    ['a made-up token', { body: 'csrf=AAAA&name=value' }],
    ['the token of another form', { purpose: 'request/2' }],
    ['another browser', { headers: { cookie: cookie.slice(0, -1) + (cookie.endsWith('A') ? 'B' : 'A') } }],
    ['no cookie', { headers: { cookie: '' } }],
    ['two cookies of one name', { headers: { cookie: `${cookie}; ${cookie}` } }],
    ['a cookie that is not ours', { headers: { cookie: '__Host-sallyport-form=x' } }],
  ])('is refused from %s', (_from, sent) => expect(codeOf(send(sent))).toBe('cross_site'));

  test.each<[string, Sent, string]>([
    ['another type', { headers: { 'content-type': 'application/json' } }, 'unsupported_media_type'],
    ['too much', { body: `csrf=${token}&x=${'x'.repeat(20_000)}` }, 'body_too_large'],
    ['a field twice', { body: `csrf=${token}&a=1&a=2` }, 'invalid_request'],
  ])('is refused with %s', (_with, sent, code) => expect(codeOf(send(sent))).toBe(code));

  test('made again in the same browser has the same token and needs no new cookie', () => {
    expect(formGuard({ headers: { cookie } }, purpose)).toEqual({ token, cookies: [] });
  });
});

describe('a cookie', () => {
  test('is for this host alone, not for script, and not sent along from elsewhere', () => {
    expect(setCookie('__Host-x', 'v', { maxAgeSeconds: 60 })).toBe(
      '__Host-x=v; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60',
    );
    expect(clearCookie('__Host-x')).toContain('Max-Age=0');
    expect(() => setCookie('__Host-x', 'a; Domain=evil', { maxAgeSeconds: 60 })).toThrow();
  });

  test('is read from the list or from the header', () => {
    expect(readCookie({ headers: {}, cookies: ['__Host-x=1', '__Host-y=2'] }, '__Host-y')).toBe('2');
    expect(readCookie({ headers: { cookie: '__Host-x=1; __Host-y=2' } }, '__Host-y')).toBe('2');
    expect(readCookie({ headers: {} }, '__Host-y')).toBeUndefined();
  });
});
