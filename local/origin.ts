import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from './loopback.ts';
import type { Listener } from './loopback.ts';

export type OriginOptions = {
  readonly port: number;
  /** Where the local cloud listens, e.g. http://127.0.0.1:4566 */
  readonly cloudEndpoint: string;
  /** The id of the deployed HTTP API; undefined while nothing is deployed. */
  readonly apiId: () => string | undefined;
};

/**
 * The fixed origin in front of the HTTP API, as a custom domain is on AWS: one issuer, one place for cookies, whatever
 * id the API has today. It passes bytes through, and says about the client what API Gateway says.
 */
export async function startOrigin({ port, cloudEndpoint, apiId }: OriginOptions): Promise<Listener> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const server = createServer((incoming, outgoing) => {
    const id = apiId();
    if (id === undefined) return answerProblem(outgoing, 'Sallyport is not deployed to the local cloud yet.');
    forward({ incoming, outgoing, agent, url: new URL(cloudEndpoint), prefix: `/_aws/execute-api/${id}/$default` });
  });
  const listener = await listen(server, port);
  return {
    stop: async () => {
      await listener.stop();
      agent.destroy();
    },
  };
}

type Forwarding = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly agent: Agent;
  readonly url: URL;
  readonly prefix: string;
};

// RFC 9110, section 7.6.1: these speak about one connection and end with it.
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

function forward({ incoming, outgoing, agent, url, prefix }: Forwarding): void {
  // The target is taken as the client wrote it: decoding it here would change what the product is asked.
  const target = incoming.url ?? '/';
  const upstream = request({
    host: url.hostname,
    port: url.port,
    agent,
    method: incoming.method,
    path: prefix + (target.startsWith('/') ? target : new URL(target).pathname + new URL(target).search),
    headers: headersFor(incoming),
  });
  upstream.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, withoutHops(answer.rawHeaders));
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  upstream.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else answerProblem(outgoing, 'The local cloud does not answer. See the log beside local.json.');
  });
  incoming.pipe(upstream);
  outgoing.on('close', () => upstream.destroy());
}

/** A client's own forwarding headers are dropped: what the product reads there must come from the gateway alone. */
function headersFor(incoming: IncomingMessage): string[] {
  const headers = withoutHops(incoming.rawHeaders, (name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  const client = (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  return [
    ...headers,
    ...['x-forwarded-for', client],
    ...['x-forwarded-proto', 'http'],
    ...['x-forwarded-port', String(incoming.socket.localPort ?? '')],
    ...['x-forwarded-host', incoming.headers.host ?? ''],
  ];
}

/** Raw headers are a flat list of names and values: repeated ones stay repeated. */
function withoutHops(raw: readonly string[], drop: (name: string) => boolean = () => false): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !drop(lower)) kept.push(name, value);
  }
  return kept;
}

function answerProblem(outgoing: ServerResponse, detail: string): void {
  outgoing.writeHead(502, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  outgoing.end(JSON.stringify({ type: 'about:blank', title: 'Bad Gateway', status: 502, detail }));
}
