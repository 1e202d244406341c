import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

export interface TestIssuer {
  readonly issuer: string;
  /** How often tokens were renewed, and how often with a refresh token that was used up. */
  readonly counted: { renewals: number; reuses: number };
  readonly close: () => Promise<void>;
  /** What each call came with. */
  readonly calls: string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

/**
 * A server that rotates refresh tokens as ours does: the second use of one ends everything. `before` may answer in its
 * place.
 */
export async function openTestIssuer({
  slow = 0,
  before = () => false,
}: { slow?: number; before?: Answer } = {}): Promise<TestIssuer> {
  const counted = { renewals: 0, reuses: 0 };
  const calls: string[] = [];
  let live = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      calls.push(`${String(request.method)} ${String(request.url)}`);
      if (before(request, response, body)) return;
      const answer = (status: number, value: object) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (request.url === '/oauth2/token') {
        const given = new URLSearchParams(body).get('refresh_token');
        setTimeout(() => {
          if (given !== `refresh-${live}`) {
            counted.reuses += 1;
            live = -1;
            return answer(400, { error: 'invalid_grant' });
          }
          counted.renewals += 1;
          live += 1;
          answer(200, { access_token: `access-${live}`, refresh_token: `refresh-${live}`, expires_in: 300 });
        }, slow);
        return;
      }
      if (request.headers.authorization !== `Bearer access-${live}`) return answer(403, { message: 'Forbidden' });
      answer(200, { ok: true });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    issuer: `http://127.0.0.1:${address.port}`,
    counted,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
