import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { readBody, sendJson } from '../loopback.ts';
import { pageHeaders } from '../slack/page.ts';
import { renderLogin, renderRefusal } from './page.ts';

export type FederationOptions = {
  /** Where the local cloud listens: it says whose the credentials are. */
  readonly cloudEndpoint: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
};

/** Who a sign-in is for, as STS said it. */
export type CallerIdentity = { readonly arn: string; readonly account: string };

type SignIn = CallerIdentity & { readonly until: number };

const session = z.object({ sessionId: z.string(), sessionKey: z.string(), sessionToken: z.string() });

const TOKEN_MILLISECONDS = 15 * 60 * 1000;

/**
 * Stands in for AWS's federation endpoint: `getSigninToken` turns credentials that the local cloud accepts into a
 * token, and `login` shows who that signs in. What it does not check stands in docs/decisions/local-cloud.md.
 */
export function openFederation({ cloudEndpoint, region, now = Date.now }: FederationOptions) {
  const signIns = new Map<string, SignIn>();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
    const sent = incoming.method === 'POST' ? new URLSearchParams(await readBody(incoming)) : new URLSearchParams();
    const parameter = (name: string) => sent.get(name) ?? searchParams.get(name);
    const action = parameter('Action');
    if (action === 'getSigninToken') {
      // AWS takes it from the query, too: there it would stand in a log.
      if (searchParams.has('Session')) return sendText(outgoing, 400, 'Send the session in the body of a POST.');
      return getSigninToken(outgoing, parameter('Session') ?? '', parameter('SessionDuration'));
    }
    if (action === 'login' && incoming.method === 'GET') return login(outgoing, searchParams);
    sendText(outgoing, 400, 'Action must be getSigninToken or login');
  }

  async function getSigninToken(outgoing: ServerResponse, given: string, duration: string | null): Promise<void> {
    // As AWS answers for the credentials of a chained role, which all lent ones are.
    if (duration !== null) return sendText(outgoing, 400, 'Invalid credentials parameter');
    const parsed = session.safeParse(parseJson(given));
    const caller = parsed.success ? await callerOf(parsed.data) : undefined;
    if (caller === undefined) return sendText(outgoing, 400, 'Invalid credentials parameter');
    const token = randomBytes(32).toString('base64url');
    signIns.set(token, { ...caller, until: now() + TOKEN_MILLISECONDS });
    sendJson(outgoing, 200, { SigninToken: token });
  }

  function login(outgoing: ServerResponse, query: URLSearchParams): void {
    const token = query.get('SigninToken') ?? '';
    const signIn = signIns.get(token);
    signIns.delete(token);
    const destination = query.get('Destination') ?? '';
    const problem =
      signIn === undefined || signIn.until <= now()
        ? 'The sign-in token is unknown, was used, or is older than 15 minutes.'
        : isConsole(destination)
          ? undefined
          : 'The destination is no page of the AWS console.';
    outgoing.writeHead(problem === undefined ? 200 : 400, pageHeaders);
    outgoing.end(
      problem === undefined && signIn !== undefined
        ? renderLogin(signIn, destination, query.get('Issuer') ?? '')
        : renderRefusal(problem ?? ''),
    );
  }

  async function callerOf({ sessionId, sessionKey, sessionToken }: z.infer<typeof session>) {
    const credentials = { accessKeyId: sessionId, secretAccessKey: sessionKey, sessionToken };
    const sts = new STSClient({ endpoint: cloudEndpoint, region, maxAttempts: 1, credentials });
    try {
      const { Arn: arn, Account: account } = await sts.send(new GetCallerIdentityCommand({}));
      return arn === undefined || account === undefined ? undefined : ({ arn, account } satisfies CallerIdentity);
    } catch {
      return undefined;
    } finally {
      sts.destroy();
    }
  }

  return { answer };
}

export type Federation = ReturnType<typeof openFederation>;

const isConsole = (destination: string): boolean => {
  const url = URL.canParse(destination) ? new URL(destination) : undefined;
  return (
    url?.protocol === 'https:' &&
    /(^|\.)console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)$/.test(url.hostname)
  );
};

function sendText(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  outgoing.end(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
