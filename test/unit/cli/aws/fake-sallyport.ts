import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placesOf } from '../../../../cli/places.ts';
import { openSignInStore } from '../../../../cli/sign-in/sign-in-store.ts';

export interface FakeGrant {
  readonly id: string;
  readonly state: 'activating' | 'active' | 'ending' | 'ended';
  readonly endsAt: number;
  readonly targetId: string;
}
export interface FakeTarget {
  readonly id: string;
  readonly name: string;
  readonly mayAsk?: boolean;
}

const roleOf = (id: string) => `arn:aws:iam::123456789012:role/sallyport-target-${id}`;
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The few operations that the AWS commands call, on a port of this machine: what is asked is counted. */
export async function startFakeSallyport() {
  const state = {
    targets: [{ id: 'tgt_1', name: 'Orders, admin' }] as readonly FakeTarget[],
    grants: [{ id: 'grt_1', state: 'active', endsAt: nowSeconds() + 7200, targetId: 'tgt_1' }] as readonly FakeGrant[],
    /** How long lent credentials live. */
    lifeSeconds: 3600,
    /** How far the clock here is ahead of that of the command. */
    clockAhead: 0,
    /** Answer nothing, or a failure, instead. */
    fails: undefined as 'hangs' | 503 | undefined,
    /** A pause before credentials are lent, so that many can come at once. */
    pause: 0,
    lent: 0,
    calls: [] as string[],
    /** Called when a request has come in. */
    onCall: (): void => undefined,
  };
  const home = await mkdtemp(join(tmpdir(), 'sallyport-cli-'));

  const view = ({ id, state: at, endsAt, targetId }: FakeGrant) => {
    const target = state.targets.find((each) => each.id === targetId);
    return {
      id,
      state: at,
      endsAt,
      end: at === 'ended' ? { at: endsAt } : null,
      target: { id: targetId, name: target?.name, kind: 'aws-role', roleArn: roleOf(targetId) },
    };
  };
  const send = (outgoing: ServerResponse, status: number, body: object) => {
    const date = new Date(Date.now() + state.clockAhead * 1000).toUTCString();
    outgoing.writeHead(status, { 'content-type': 'application/json', date });
    outgoing.end(JSON.stringify(body));
  };
  const refuse = (outgoing: ServerResponse, status: number, code: string, detail: string) =>
    send(outgoing, status, { status, code, title: code, detail, requestId: 'r-1' });
  const lend = (outgoing: ServerResponse, grant: FakeGrant | undefined) => {
    if (grant === undefined) return refuse(outgoing, 404, 'not_found', 'There is no such grant.');
    const now = nowSeconds() + state.clockAhead;
    if (grant.state !== 'active' || grant.endsAt <= now)
      return refuse(outgoing, 409, 'grant_not_active', `No credentials are lent under ${grant.id}. It has ended.`);
    state.lent += 1;
    send(outgoing, 200, {
      Version: 1,
      AccessKeyId: `ASIA${state.lent}`,
      SecretAccessKey: `secret-${state.lent}`,
      SessionToken: `token-${state.lent}`,
      Expiration: new Date(Math.min(now + state.lifeSeconds, grant.endsAt) * 1000).toISOString(),
    });
  };

  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    state.calls.push(`${incoming.method ?? ''} ${pathname}`);
    state.onCall();
    if (state.fails === 'hangs') return;
    if (state.fails === 503) return refuse(outgoing, 503, 'unavailable', 'Something did not answer.');
    if (incoming.headers.authorization !== 'Bearer access-1') return refuse(outgoing, 401, 'invalid_token', 'no');
    const [, kind, id, verb] = pathname.split('/');
    const grant = state.grants.find((each) => each.id === id);
    const target = state.targets.find((each) => each.id === id);
    const asTarget = (each: FakeTarget) => ({
      mayAsk: true,
      region: 'eu-west-1',
      kind: 'aws-role',
      roleArn: roleOf(each.id),
      ...each,
    });
    if (verb === 'credentials') return void setTimeout(() => lend(outgoing, grant), state.pause);
    if (kind === 'grants' && id === undefined)
      return send(outgoing, 200, {
        grants: state.grants.filter((each) => each.state !== 'ended').map(view),
        next: null,
      });
    if (kind === 'grants' && grant !== undefined) return send(outgoing, 200, view(grant));
    if (kind === 'targets' && id === undefined)
      return send(outgoing, 200, { targets: state.targets.map(asTarget), next: null });
    if (kind === 'targets' && target !== undefined) return send(outgoing, 200, asTarget(target));
    refuse(outgoing, 404, 'not_found', `There is no ${pathname}.`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    SALLYPORT_ISSUER: issuer,
    SALLYPORT_KEYRING: 'off',
    PATH: process.env['PATH'] ?? '',
  };
  const signedIn = {
    issuer,
    personId: 'usr_1',
    accessToken: 'access-1',
    refreshToken: 'refresh-1',
    receivedAt: nowSeconds(),
    expiresInSeconds: 3600,
    tokenEndpoint: `${issuer}/oauth2/token`,
    revocationEndpoint: null,
  };
  const store = openSignInStore({ issuer, places: placesOf(environment), environment, note: () => undefined });
  await store.write(signedIn);
  return {
    state,
    home,
    issuer,
    environment,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(home, { recursive: true, force: true });
    },
  };
}

export type FakeSallyport = Awaited<ReturnType<typeof startFakeSallyport>>;
