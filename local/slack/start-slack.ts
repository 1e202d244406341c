import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { listen, readBody, sendJson } from '../loopback.ts';
import type { Listener } from '../loopback.ts';
import { Faults, faultSchema } from './faults.ts';
import type { Fault } from './faults.ts';
import { Messages } from './messages.ts';
import type { Message } from './messages.ts';
import { call, linksOf } from './methods.ts';
import { pageHeaders, renderPage } from './page.ts';

export type SlackOptions = {
  readonly port: number;
  /** The one bot token that is let in. */
  readonly token: string;
  /** Where messages are kept. */
  readonly file: string;
};

/** Stands in for Slack: its Web API below /api/, a page that shows the messages, and faults on demand. */
export function startSlack({ port, token, file }: SlackOptions): Promise<Listener> {
  const messages = new Messages(file);
  const faults = new Faults();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET' } = incoming;
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/')) {
      const args = await readArguments(incoming, searchParams);
      return answerMethod({ name: pathname.slice('/api/'.length), args, incoming, outgoing });
    }
    if (method === 'GET' && pathname === '/') {
      outgoing.writeHead(200, pageHeaders);
      outgoing.end(renderPage(messages.all()));
      return;
    }
    if (method === 'GET' && pathname === '/messages') return sendJson(outgoing, 200, messages.all());
    if (pathname === '/faults' && method === 'GET') return sendJson(outgoing, 200, faults.list());
    if (pathname === '/faults' && method === 'POST') {
      const parsed = faultSchema.safeParse(JSON.parse(await readBody(incoming)));
      if (!parsed.success) return sendJson(outgoing, 400, { error: z.prettifyError(parsed.error) });
      faults.add(parsed.data);
      return sendJson(outgoing, 200, faults.list());
    }
    if (pathname === '/faults' && method === 'DELETE') {
      faults.clear();
      return sendJson(outgoing, 200, []);
    }
    sendJson(outgoing, 404, { error: 'GET /, GET /messages, /faults and /api/<method> are here' });
  }

  type Call = { name: string; args: Record<string, unknown>; incoming: IncomingMessage; outgoing: ServerResponse };

  function answerMethod({ name, args, incoming, outgoing }: Call): void {
    const fault = faults.take(name);
    if (fault !== undefined && !fault.after) return fail(outgoing, fault);
    const refused = refuseToken(incoming, args, token);
    const result = refused ?? call(name, args, { messages, preview });
    if (fault !== undefined) return fail(outgoing, fault);
    sendJson(outgoing, 200, result);
  }

  /** Slack's crawler opens what it is shown; ten times, so that a GET that does something is found out. */
  function preview(message: Message): void {
    const fetchOnce = (link: string) =>
      fetch(link, { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' }, signal: AbortSignal.timeout(5000) }).then(
        (response) => response.arrayBuffer(),
      );
    const work = async () => {
      for (const link of linksOf(message)) {
        for (let time = 0; time < 10; time += 1) {
          await fetchOnce(link).catch(() => undefined);
          message.previews += 1;
        }
      }
      messages.save();
    };
    void work();
  }

  return listen(
    createServer((incoming, outgoing) => {
      answer(incoming, outgoing).catch((error: unknown) =>
        sendJson(outgoing, 400, { ok: false, error: String(error) }),
      );
    }),
    port,
  );
}

function refuseToken(incoming: IncomingMessage, args: Record<string, unknown>, token: string) {
  const given = incoming.headers.authorization?.replace(/^Bearer /, '') ?? args['token'];
  if (given === undefined) return { ok: false, error: 'not_authed' } as const;
  return given === token ? undefined : ({ ok: false, error: 'invalid_auth' } as const);
}

function fail(outgoing: ServerResponse, { status, error }: Fault): void {
  if (error !== undefined) return sendJson(outgoing, 200, { ok: false, error });
  if (status === undefined) return; // It hangs: whoever called has to give up by itself.
  outgoing.writeHead(status, { 'content-type': 'text/plain', ...(status === 429 && { 'retry-after': '1' }) });
  outgoing.end('a fault that was asked for');
}

async function readArguments(incoming: IncomingMessage, query: URLSearchParams): Promise<Record<string, unknown>> {
  const body = await readBody(incoming);
  if (incoming.headers['content-type']?.startsWith('application/json')) {
    return { ...Object.fromEntries(query), ...z.record(z.string(), z.unknown()).parse(JSON.parse(body || '{}')) };
  }
  return { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(body)) };
}
