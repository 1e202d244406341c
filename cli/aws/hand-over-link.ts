import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { openPage } from '../open-page.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';

const PATIENCE_SECONDS = 60;

/**
 * Opens a secret link in the person's browser. A browser is started with an address among its arguments, which everyone
 * on the machine can read: so that is the address of a port of ours, whose first visitor is sent on to the link, once.
 */
export async function handOverLink(
  link: string,
  { environment, interrupted }: Pick<Context, 'environment' | 'interrupted'>,
  open = openPage,
): Promise<void> {
  const path = `/${randomBytes(24).toString('base64url')}`;
  let visited = () => {};
  const visit = new Promise<'visited'>((done) => {
    visited = () => done('visited');
  });
  const server = createServer((incoming, outgoing) => {
    const first = incoming.method === 'GET' && incoming.url === path && server.listening;
    outgoing.writeHead(first ? 303 : 404, {
      ...(first && { location: link }),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    outgoing.end();
    if (!first) return;
    // Nobody comes second.
    server.close();
    outgoing.once('close', visited);
  });
  try {
    const port = await new Promise<number>((done, failed) => {
      server.once('error', failed);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    if (!(await open(`http://127.0.0.1:${port}${path}`, environment)))
      throw noBrowser('No browser can be opened here.');
    const late = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_SECONDS * 1000)]);
    const given = await Promise.race([visit, aborted(late)]);
    interrupted.throwIfAborted();
    if (given !== 'visited') throw noBrowser(`No browser came within ${PATIENCE_SECONDS} seconds.`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const noBrowser = (what: string): Failure =>
  new Failure(`${what} With --print the link is printed: it signs in whoever has it, so keep it to yourself.`, {
    code: 'no_browser',
  });

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((done) => {
    signal.addEventListener('abort', () => done('aborted'), { once: true });
  });
