import { createServer } from 'node:http';
import { once } from 'node:events';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { PATIENCE_SECONDS } from './new-sign-in.ts';

export interface Loopback {
  readonly redirectUri: string;
  /** The redirect that carries our state; whatever else knocks is turned away and waited past. */
  readonly answer: (state: string, interrupted: AbortSignal) => Promise<URL>;
  /** Shows the person in the browser how it ended, and closes. */
  readonly close: (signedIn: boolean) => Promise<void>;
}

/** Waits on the loopback address for the browser to come back (RFC 8252, section 7.3). */
export async function openLoopback(): Promise<Loopback> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Failure('No port of 127.0.0.1 could be opened.');
  const redirectUri = `http://127.0.0.1:${address.port}/callback`;
  let finish: ((signedIn: boolean) => void) | undefined;
  return {
    redirectUri,
    async answer(state, interrupted) {
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_SECONDS * 1000)]);
      return new Promise((done, failed) => {
        signal.addEventListener('abort', () => {
          failed(interrupted.aborted ? (interrupted.reason as Error) : late());
        });
        server.on('request', (request, response) => {
          const url = new URL(request.url ?? '/', redirectUri);
          const page = (status: number, words: string) => {
            response.writeHead(status, headers).end(pageOf(words));
          };
          if (request.method !== 'GET' || url.pathname !== '/callback') return page(404, 'There is nothing here.');
          if (url.searchParams.get('state') !== state || finish !== undefined)
            return page(400, 'This sign-in was not begun by the sallyport that waits here.');
          finish = (signedIn) => {
            if (signedIn) page(200, 'You are signed in. This window can be closed.');
            else page(400, 'You are not signed in. The terminal says why.');
          };
          done(url);
        });
      });
    },
    async close(signedIn) {
      finish?.(signedIn);
      server.close();
      // A browser keeps its connection for more; there is no more.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
    },
  };
}

const late = (): Failure =>
  new Failure(`Nobody signed in within ${PATIENCE_SECONDS / 60} minutes. Try again: sallyport login`, {
    exitCode: exitCodes.notGranted,
    code: 'expired',
  });

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
  // The address holds the code of the sign-in, which is used up by now.
  'referrer-policy': 'no-referrer',
  connection: 'close',
};

const pageOf = (words: string): string =>
  `<!doctype html><html lang="en"><title>Sallyport</title><style>body{font:1.1rem system-ui;margin:4rem auto;max-width:30rem}</style><p>${words}</p></html>`;
