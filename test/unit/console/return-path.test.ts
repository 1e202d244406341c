import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { returnPath } from '../../../src/console/return-path.ts';

const own = ['/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r', '/console/grants/grt_01jd4zv2t0e9xbk8ng5w1m3c7r'];

test.each(own)('leads back to a page of ours: %s', (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  '/',
  'https://evil.example/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r',
  '//evil.example/console',
  '/\\evil.example',
  '/console/../sign-in',
  '/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r/decision',
  '/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r?x=1',
  '/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r\r\nset-cookie: a=b',
  '/console/requests/grt_01jd4zv2t0e9xbk8ng5w1m3c7r',
  '/console/sign-out',
  'javascript:alert(1)',
])('everything else leads home: %j', (given) => {
  expect(returnPath(given)).toBe('/console');
});

test('whatever is given, it is home or a page of ours', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/console/${text}`),
      ),
      (given) => {
        expect(returnPath(given)).toMatch(/^\/console(\/(requests\/req|grants\/grt)_[0-9a-z]{26})?$/);
      },
    ),
  );
});
