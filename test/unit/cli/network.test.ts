import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openApi } from '../../../cli/http/api.ts';
import { answer } from '../../../cli/http/answer.ts';
import { openFetch } from '../../../cli/http/reach.ts';
import type { Answer, TestIssuer } from './support/issuer.ts';
import { openTestIssuer } from './support/issuer.ts';
import type { TestProxy } from './support/proxy.ts';
import { openTestProxy } from './support/proxy.ts';

const { signal } = new AbortController();
const closing: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});
const opened = async <T extends { close: () => Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const one = await opening;
  closing.push(one);
  return one;
};

describe('behind a proxy', () => {
  let server: TestIssuer;
  let proxy: TestProxy;
  beforeEach(async () => {
    server = await opened(openTestIssuer({ before: says(200, '{"ok":true}', 'application/json') }));
    proxy = await opened(openTestProxy());
  });
  const get = (environment: Record<string, string>, url = `${server.issuer}/x`) =>
    openFetch(environment, signal)(url).then((response) => response.json());

  test.each(['HTTP_PROXY', 'http_proxy'])('%s is the way', async (name) => {
    expect(await get({ [name]: `http://${proxy.address}` })).toEqual({ ok: true });
    expect(proxy.seen).toHaveLength(1);
  });

  test.each([
    ['the host', () => '127.0.0.1'],
    ['all', () => '*'],
    ['the host and the port', () => new URL(server.issuer).host],
  ])('NO_PROXY that names %s goes straight', async (_what, none) => {
    expect(await get({ HTTP_PROXY: `http://${proxy.address}`, NO_PROXY: none() })).toEqual({ ok: true });
    expect(proxy.seen).toEqual([]);
  });

  test('https goes through a tunnel of HTTPS_PROXY, and the proxy sees the host alone', async () => {
    const lost = get({ HTTPS_PROXY: `http://${proxy.address}` }, `${server.issuer.replace('http', 'https')}/secret`);
    // The server speaks no TLS: what matters is how far it came.
    await expect(lost).rejects.toMatchObject({ code: 'unreachable' });
    expect(proxy.seen).toEqual([`CONNECT ${new URL(server.issuer).host}`]);
  });

  test('a proxy that asks for a password gets the one in its address', async () => {
    const guarded = await opened(openTestProxy('s3cret'));
    expect(await get({ HTTP_PROXY: `http://me:s3cret@${guarded.address}` })).toEqual({ ok: true });
  });

  test('without the password it says so, and repeats no password', async () => {
    const guarded = await opened(openTestProxy('s3cret'));
    const url = `${server.issuer.replace('http', 'https')}/`;
    const wrong = get({ HTTPS_PROXY: `http://me:wrong-one@${guarded.address}` }, url);
    await expect(wrong).rejects.toThrow(/proxy asks for a name and a password/);
    await expect(wrong).rejects.not.toThrow(/wrong-one/);
  });

  test('one that is not there is named', async () => {
    await expect(get({ HTTP_PROXY: 'http://127.0.0.1:9' })).rejects.toThrow(
      /by the proxy 127\.0\.0\.1:9.*nothing answers/,
    );
  });
});

describe('what answers instead of Sallyport', () => {
  const apiAt = async (before: Answer) => {
    const server = await opened(openTestIssuer({ before }));
    let renewed = 0;
    const tokens = {
      accessToken: () => Promise.resolve('old'),
      renew: () => Promise.resolve(`new-${(renewed += 1)}`),
    };
    const fetch = openFetch({}, signal);
    const api = openApi({ issuer: server.issuer, fetch, tokens, userAgent: 'sallyport/test' });
    return { me: () => answer(api.GET('/me')), renewed: () => renewed };
  };

  test.each([
    ['a sign-in page of the network', 200, '<html>', 'text/html', 5, /is not Sallyport's/],
    ['a page of a proxy', 502, '<html>', 'text/html', 5, /proxy or the sign-in page of a network/],
    ['a redirect', 302, '', 'text/plain', 5, /is not Sallyport's/],
    ['the gateway, broken', 500, '{"message":"Internal Server Error"}', 'application/json', 1, /try again in a moment/],
    ['the gateway, busy', 429, '{"message":"Too Many Requests"}', 'application/json', 1, /Wait a few seconds/],
    ['no JSON after all', 200, '{', 'application/json', 5, /is not Sallyport's/],
    [
      'a refusal',
      403,
      '{"type":"x","title":"x","status":403,"detail":"No policy permits it.","code":"not_permitted","requestId":"r1"}',
      'application/problem+json',
      1,
      /No policy permits it\. \(not_permitted, request r1\)/,
    ],
  ])('%s is told apart', async (_what, status, body, type, exitCode, words) => {
    const { me, renewed } = await apiAt(says(status, body, type));
    await expect(me()).rejects.toMatchObject({ exitCode, message: expect.stringMatching(words) });
    expect(renewed()).toBe(0);
  });

  test.each([
    ['403 of the gateway', 403, '{"message":"Forbidden"}'],
    ['401 of the gateway', 401, '{"message":"Unauthorized"}'],
    ['401 of our own', 401, '{"code":"invalid_token","detail":"No."}'],
  ])('%s: the token is renewed once, and then one signs in again', async (_what, status, body) => {
    const { me, renewed } = await apiAt(says(status, body, 'application/json'));
    await expect(me()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('sallyport login') });
    expect(renewed()).toBe(1);
  });

  test('with the renewed token it goes on', async () => {
    const { me } = await apiAt((request, response) => {
      const known = request.headers.authorization === 'Bearer new-1';
      return says(known ? 200 : 403, known ? '{"id":"usr_1"}' : '{"message":"Forbidden"}', 'application/json')(
        request,
        response,
        '',
      );
    });
    expect(await me()).toEqual({ id: 'usr_1' });
  });

  test('where nothing listens, and where there is no such host, it says so', async () => {
    const { issuer, close } = await openTestIssuer();
    await close();
    const get = openFetch({}, signal);
    await expect(get(issuer)).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('nothing answers there (ECONNREFUSED)'),
    });
    await expect(get('https://does-not-exist.invalid')).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/no such host|could not be looked up/),
    });
  });
});

function says(status: number, body: string, type: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(body);
    return true;
  };
}
