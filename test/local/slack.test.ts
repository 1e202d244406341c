import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Listener } from '../../local/loopback.ts';
import { renderMrkdwn } from '../../local/slack/mrkdwn.ts';
import { startSlack } from '../../local/slack/start-slack.ts';
import { eventually, freePort } from './private-cloud.ts';

const token = 'xoxb-local-test';
let slack: Listener;
let place: string;
let origin: string;
let client: WebClient;

const retryConfig = { retries: 0 };
const connect = (given: string) => new WebClient(given, { slackApiUrl: `${origin}/api/`, retryConfig, timeout: 500 });
const setFault = (fault: object) => fetch(`${origin}/faults`, { method: 'POST', body: JSON.stringify(fault) });
const shown = async () => messagesSchema.parse(await (await fetch(`${origin}/messages`)).json());
const messagesSchema = z.array(z.record(z.string(), z.unknown()));

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'sallyport-slack-'));
  const port = await freePort();
  origin = `http://localhost:${port}`;
  slack = await startSlack({ port, token, file: join(place, 'messages.json') });
  client = connect(token);
});
beforeEach(() => fetch(`${origin}/faults`, { method: 'DELETE' }));
afterAll(async () => {
  await slack.stop();
  await rm(place, { recursive: true });
});

describe('the local Slack', () => {
  test('lets in its own bot token only', async () => {
    await expect(client.auth.test()).resolves.toMatchObject({ ok: true, team: 'Local' });
    await expect(connect('xoxb-other').auth.test()).rejects.toThrow(/invalid_auth/);
  });

  test('keeps a message, shows it, and changes it', async () => {
    const { ts = '', channel = '' } = await client.chat.postMessage({
      channel: '#approvers',
      text: 'alice asks',
      unfurl_links: false,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'Look: <http://localhost:1/console/requests/req_1>' } },
      ],
    });
    expect(channel).toBe('C0APPROVERS');
    const page = await fetch(`${origin}/`).then((response) => response.text());
    expect(page).toContain('<a href="http://localhost:1/console/requests/req_1"');
    await client.chat.update({ channel, ts, text: 'bob approved', blocks: [] });
    expect(await shown()).toMatchObject([{ ts, text: 'bob approved', edits: 1, previews: 0 }]);
  });

  test('refuses what Slack refuses', async () => {
    const post = (args: { channel: string; text: string }) => client.chat.postMessage({ ...args, unfurl_links: false });
    await expect(post({ channel: 'C0NOWHERE', text: 'x' })).rejects.toThrow(/channel_not_found/);
    await expect(post({ channel: 'C0GENERAL', text: '' })).rejects.toThrow(/no_text/);
    const nowhere = { channel: 'C0GENERAL', ts: '1.000000', text: 'x' };
    await expect(client.chat.update(nowhere)).rejects.toThrow(/message_not_found/);
  });

  test('opens every link ten times when nobody told it not to', async () => {
    let visits = 0;
    const visited: Server = createServer((_incoming, outgoing) => {
      visits += 1;
      outgoing.end('hello');
    });
    const port = await freePort();
    await new Promise<void>((done) => visited.listen(port, '127.0.0.1', done));
    const text = `see <http://localhost:${port}/a|this>`;
    await client.chat.postMessage({ channel: 'C0GENERAL', text, unfurl_links: false });
    await client.chat.postMessage({ channel: 'C0GENERAL', text });
    await eventually(async () => ((await shown()).at(-1)?.['previews'] === 10 ? true : undefined));
    expect(visits).toBe(10);
    visited.closeAllConnections();
    visited.close();
  });

  test('fails as it is told, and no more often', async () => {
    const post = () => client.chat.postMessage({ channel: 'C0SECURITY', text: 'x', unfurl_links: false });
    await setFault({ method: 'chat.postMessage', status: 500, times: 2 });
    await expect(post()).rejects.toThrow(/500/);
    await expect(client.auth.test()).resolves.toMatchObject({ ok: true });
    await expect(post()).rejects.toThrow(/500/);
    await expect(post()).resolves.toMatchObject({ ok: true });
    await setFault({ hang: true });
    await expect(post()).rejects.toThrow(/timeout|aborted/i);
    await setFault({ error: 'channel_is_archived', after: true });
    const before = (await shown()).length;
    await expect(post()).rejects.toThrow(/channel_is_archived/);
    expect(await shown()).toHaveLength(before + 1);
    expect((await setFault({ status: 500, error: 'both' })).status).toBe(400);
  });
});

test('markup becomes links and words, never markup of the page', () => {
  expect(renderMrkdwn('<http://a/?x=1&amp;y="2"|go &lt;here&gt;> *now*')).toBe(
    '<a href="http://a/?x=1&amp;y=&quot;2&quot;" rel="noopener noreferrer">go &lt;here&gt;</a> <b>now</b>',
  );
  expect(renderMrkdwn('&lt;script&gt;alert(1)&lt;/script&gt; <script>')).toBe(
    '&lt;script&gt;alert(1)&lt;/script&gt; <span class="mention">script</span>',
  );
  expect(renderMrkdwn('<javascript:alert(1)|x>')).toBe('<span class="mention">x</span>');
});
