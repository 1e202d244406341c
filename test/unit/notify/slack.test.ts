import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { slack } from '../../../src/access/adapters/slack.ts';
import { messageAbout } from '../../../src/access/notify/message.ts';
import { facts } from './facts.ts';

const TOKEN = 'xoxb-never-to-be-seen-0123456789';
const message = messageAbout(facts(), 'https://sallyport.example.com');
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0)) await each();
});

/** Something that speaks HTTP on this machine, in the place of Slack. */
async function slackThat(
  answers: (call: { body: URLSearchParams; request: IncomingMessage; count: number }, reply: ServerResponse) => void,
) {
  const calls: { url: string; body: URLSearchParams; authorization: string | undefined }[] = [];
  const server = createServer((request, reply) => {
    const chunks: string[] = [];
    request.on('data', (chunk) => chunks.push(String(chunk)));
    request.on('end', () => {
      const body = new URLSearchParams(chunks.join(''));
      calls.push({ url: request.url ?? '', body, authorization: request.headers.authorization });
      answers({ body, request, count: calls.length }, reply);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${address.port}/api/`;
  const client = slack({
    apiUrl: url,
    readToken: () => Promise.resolve(TOKEN),
    timeoutMilliseconds: 200,
  });
  return { client, calls, url };
}

const json = (reply: ServerResponse, body: unknown, status = 200) =>
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('what is said to Slack', () => {
  test('is posted without previews, without mentions, with the token in the header alone', async () => {
    const { client, calls } = await slackThat((_, reply) => json(reply, { ok: true, channel: 'C9', ts: '17.1' }));
    expect(await client.post('C1', message)).toEqual({ done: true, value: { channel: 'C9', ts: '17.1' } });
    const [{ url, body, authorization } = { url: '', body: new URLSearchParams(), authorization: '' }] = calls;
    expect([url, authorization]).toEqual(['/api/chat.postMessage', `Bearer ${TOKEN}`]);
    expect(Object.fromEntries(body)).toMatchObject({
      channel: 'C1',
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
      parse: 'none',
      text: message.text,
    });
    expect(body.toString()).not.toContain(TOKEN);
  });

  test('is updated by channel and time stamp', async () => {
    const { client, calls } = await slackThat((_, reply) => json(reply, { ok: true }));
    expect(await client.update({ channel: 'C9', ts: '17.1' }, message)).toEqual({ done: true, value: undefined });
    expect(Object.fromEntries(calls[0]?.body ?? [])).toMatchObject({ channel: 'C9', ts: '17.1', text: message.text });
  });

  test('is not said at all while there is no token', async () => {
    const { calls } = await slackThat((_, reply) => json(reply, { ok: true }));
    const client = slack({ apiUrl: 'http://127.0.0.1:9/api/', readToken: () => Promise.resolve(null) });
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'no-token' });
    expect(calls).toEqual([]);
  });
});

describe('what Slack may do to us', () => {
  test.each([
    ['refuse', { ok: false, error: 'channel_not_found' }, 'channel_not_found'],
    ['refuse without saying why', { ok: false }, 'unknown'],
    ['say something long and strange', { ok: false, error: `<script>${TOKEN}` }, 'unknown'],
    ['forget the time stamp', { ok: true, channel: 'C1' }, 'no_timestamp'],
  ])('%s: that is an answer, in a short code', async (_, body, code) => {
    const { client } = await slackThat((_call, reply) => json(reply, body));
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code });
  });

  test('answer 500: it is asked once more, and then that is the answer', async () => {
    const { client, calls } = await slackThat((_, reply) => json(reply, {}, 500));
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'http_500' });
    expect(calls).toHaveLength(2);
  });

  test('answer 500 and then recover', async () => {
    const { client } = await slackThat(({ count }, reply) =>
      count === 1 ? json(reply, {}, 503) : json(reply, { ok: true, channel: 'C1', ts: '1' }),
    );
    expect(await client.post('C1', message)).toMatchObject({ done: true });
  });

  test('hang: it is asked once, because it may have taken the message', async () => {
    const { client, calls } = await slackThat(() => {});
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'timeout' });
    expect(calls).toHaveLength(1);
  });

  test('begin to answer and hang', async () => {
    const { client } = await slackThat((_, reply) => {
      reply.writeHead(200, { 'content-type': 'application/json' }).write('{"ok":');
    });
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'timeout' });
  });

  test('limit our rate', async () => {
    const { client } = await slackThat((_, reply) => reply.writeHead(429, { 'retry-after': '30' }).end());
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'ratelimited' });
  });

  test('answer with a page', async () => {
    const { client } = await slackThat((_, reply) =>
      reply.writeHead(200, { 'content-type': 'text/html' }).end('<h1>proxy</h1>'),
    );
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'unknown' });
  });

  test('not be there', async () => {
    const client = slack({ apiUrl: 'http://127.0.0.1:9/api/', readToken: () => Promise.resolve(TOKEN) });
    expect(await client.post('C1', message)).toEqual({ done: false, why: 'failed', code: 'unreachable' });
  });

  test('send us elsewhere: nobody follows, so the token does not get there', async () => {
    const elsewhere = await slackThat((_, reply) => json(reply, { ok: true }));
    const { client } = await slackThat((_, reply) => reply.writeHead(307, { location: elsewhere.url }).end());
    expect(await client.post('C1', message)).toMatchObject({ done: false, why: 'failed' });
    expect(elsewhere.calls).toEqual([]);
  });

  test('whatever it does, nothing is logged', async () => {
    const written = (['stdout', 'stderr'] as const).map((stream) =>
      jest.spyOn(process[stream], 'write').mockReturnValue(true),
    );
    const said = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) =>
      jest.spyOn(console, level).mockReturnValue(undefined),
    );
    const { client } = await slackThat(({ count }, reply) => {
      if (count === 3) reply.destroy();
      else json(reply, { ok: false, error: TOKEN }, count === 1 ? 500 : 200);
    });
    for (let call = 0; call < 3; call += 1) await client.post('C1', message);
    const calls = [...written, ...said].map(({ mock }) => mock.calls.length);
    for (const spy of [...written, ...said]) spy.mockRestore();
    expect(calls).toEqual(calls.map(() => 0));
  });
});
