import { createServer } from 'node:http';
import { listen } from '../loopback.ts';
import type { Listener } from '../loopback.ts';

export type SlackOptions = { readonly port: number; readonly token: string; readonly file: string };

export function startSlack({ port }: SlackOptions): Promise<Listener> {
  return listen(
    createServer((_incoming, outgoing) => outgoing.writeHead(501).end()),
    port,
  );
}
