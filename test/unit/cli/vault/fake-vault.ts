import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Schemas } from '../../../../cli/http/api.ts';
import { placesOf } from '../../../../cli/places.ts';
import { openSignInStore } from '../../../../cli/sign-in/sign-in-store.ts';
import { revealCredential, setCredentialValue } from '../../../../src/http/contract/credentials.ts';
import { sealFor } from '../../../../src/vault/seal-value.ts';
import { signInAt } from '../support/desk.ts';
import { openTestIssuer } from '../support/issuer.ts';
import { answersOf, clock } from '../support/oidc.ts';
import { until } from '../../../../local/headless/until.ts';
import { runCli, startCli } from '../aws/run-cli.ts';

export type Credential = Schemas['Credential'];
type Lease = Schemas['Lease'];
type Place = Schemas['Place'];
type Refusal = readonly [status: number, code: string, detail: string];
const isRefusal = (each: object): each is Refusal => Array.isArray(each);

export const TARGET = 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r';
export const GRANT = 'grt_01jd4zv2t0e9xbk8ng5w1m3c7r';
export const alice = { id: 'usr_1', name: 'Alice' };
export const bob = { id: 'usr_2', name: 'Bob' };
export const carol = { id: 'usr_3', name: 'Carol' };

export const orders: Credential = {
  ...{ id: TARGET, name: 'Orders, application', description: 'reads and writes orders', sensitivity: 'production' },
  ...{ owner: 'platform', engine: 'postgresql', where: 'orders on orders.db.example.com:5432', network: null },
  ...{ revealable: true, exclusive: true, leaseSeconds: 3600, imported: false },
  plan: { schedule: { expression: 'rate(30 days)', windowHours: null }, atCheckIn: false, graceSeconds: 86_400 },
  ...{ held: [], queue: [], owed: null, underWay: null, failing: null, retiring: null, overdue: false },
  lastRotation: { at: 1_800_000_000, why: 'schedule', seconds: 4 },
  nextRotationAt: 1_802_592_000,
  health: { state: 'ok', at: 1_800_000_500, fault: null },
};

export const leaseOf = (holder: typeof alice, grantId = GRANT): Lease => ({
  ...{ targetId: TARGET, grantId, holder, fence: 7, since: clock(), until: clock() + 3600 },
});

/** Alice waits, with those before her. */
export function placeOf(
  before: readonly (typeof alice)[],
  { held = [bob], rotation = null }: { held?: readonly (typeof alice)[]; rotation?: Place['rotation'] } = {},
): Place {
  const queue = [...before, alice].map((holder, index) => ({
    ...{ place: index + 1, grantId: `grt_${index}`, holder, since: clock(), turnUntil: null },
  }));
  return {
    ...{ targetId: TARGET, place: queue.length, queue, rotation, askAgainInSeconds: 1 },
    held: held.map((holder) => leaseOf(holder, 'grt_other')),
  };
}

export interface Call {
  readonly does: string;
  readonly body: unknown;
  readonly token: string;
}

/** The operations of the vault on a port of this machine, and an issuer that signs Alice in. */
export async function startFakeVault() {
  const state = {
    credentials: [orders] as readonly Credential[],
    /** What the credential reads like, each time it is read; the last one stays. */
    reads: [{}] as Partial<Credential>[],
    kinds: ['credential'] as readonly ('credential' | 'aws-role')[],
    /** What each check-out is answered with; the last one stays. `cut`: the connection ends without an answer. */
    checkOuts: [leaseOf(alice)] as (Lease | Place | Refusal | 'cut')[],
    checkedIn: { targetId: TARGET, had: 'lease', rotation: null } as Schemas['CheckedIn'],
    value: { username: 'orders_app_a', password: '' } as Readonly<Record<string, string>>,
    revealRefused: undefined as Refusal | undefined,
    /** Reveals and values ask for a sign-in that is fresher than the one that is there. */
    asksForFresh: false,
    set: { targetId: TARGET, versionId: 'v-2', current: true, login: 'alive', findings: [] } as Schemas['ValueSet'],
    setRefused: undefined as Refusal | undefined,
    reconciled: { targetId: TARGET, findings: [], repaired: [] } as Schemas['Reconciliation'],
    calls: [] as Call[],
    /** Everything that went over the wire, either way. */
    wire: [] as string[],
  };
  const takeNext = <T>(list: T[]): T | undefined => (list.length > 1 ? list.shift() : list[0]);
  const grantOf = (kind: 'credential' | 'aws-role', index: number) => ({
    ...{ id: index === 0 ? GRANT : `grt_${index}`, state: 'active', endsAt: clock() + 7200, end: null },
    target: { kind, id: kind === 'credential' ? TARGET : 'tgt_role', name: kind === 'credential' ? orders.name : 'A' },
  });

  const vault = async (request: IncomingMessage, response: ServerResponse, text: string): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const does = `${request.method ?? ''} ${url.pathname}`.replace(TARGET, 'ID').replace(GRANT, 'GRANT');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    state.calls.push({ does, body, token });
    const send = (status: number, value: object) => {
      state.wire.push(text, JSON.stringify(value));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const refuse = ([status, code, detail]: Refusal, more: object = {}) =>
      send(status, { status, code, title: code, detail, requestId: 'r-1', ...more });
    const obligation = { acrValues: 'urn:sallyport:acr:mfa', maxAgeSeconds: 300 };
    const stale = state.asksForFresh && token !== 'access-1';
    const askFresh = () =>
      refuse([401, 'insufficient_user_authentication', 'This asks for a fresher sign-in.'], { obligation });
    switch (does) {
      case 'GET /credentials': {
        const at = Number(url.searchParams.get('cursor') ?? 0);
        const next = at + 1 < state.credentials.length ? String(at + 1) : null;
        return send(200, { credentials: state.credentials.slice(at, at + 1), next });
      }
      case 'GET /credentials/ID':
        return send(200, { ...orders, ...takeNext(state.reads) });
      case 'GET /grants':
        return send(200, { grants: state.kinds.map(grantOf), next: null });
      case 'POST /grants/GRANT/lease': {
        const answer = takeNext(state.checkOuts) ?? leaseOf(alice);
        if (answer === 'cut') return void request.socket.destroy();
        return isRefusal(answer) ? refuse(answer) : send('place' in answer ? 202 : 200, answer);
      }
      case 'DELETE /grants/GRANT/lease':
        return send(200, state.checkedIn);
      case 'POST /grants/GRANT/reveal': {
        if (stale) return askFresh();
        if (state.revealRefused !== undefined) return refuse(state.revealRefused);
        const { publicKey } = revealCredential.input.body.parse(body);
        const seal = publicKey === undefined ? undefined : await sealFor(publicKey);
        if (seal?.ok !== true) return refuse([400, 'invalid_request', 'The fake encrypts, or says nothing.']);
        const place = { engine: 'postgresql', host: 'orders.db.example.com', port: 5432, database: 'orders', ca: null };
        const jwe = await seal.value.seal(JSON.stringify(state.value));
        return send(200, { targetId: TARGET, versionId: 'v-1', value: null, jwe, place });
      }
      case 'PUT /credentials/ID/value':
        if (stale) return askFresh();
        setCredentialValue.input.body.parse(body);
        return state.setRefused === undefined ? send(200, state.set) : refuse(state.setRefused);
      case 'POST /credentials/ID/rotate':
        return send(202, { ...orders, owed: { why: 'on-demand', since: clock(), notBefore: clock() } });
      case 'POST /credentials/ID/reconcile':
        return send(200, state.reconciled);
      case 'POST /credentials/ID/check-in':
        return send(200, orders);
      default:
        return refuse([404, 'not_found', `There is no ${does}.`]);
    }
  };

  const own = { issuer: '' };
  const signsIn = answersOf(own);
  const server = await openTestIssuer({
    before(request, response, body) {
      if (/^\/(\.well-known|oauth2)\//.test(request.url ?? '')) return signsIn(request, response, body);
      vault(request, response, body).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
      return true;
    },
  });
  own.issuer = server.issuer;
  const home = await mkdtemp(join(tmpdir(), 'sallyport-vault-'));
  const environment = {
    ...{ HOME: home, XDG_STATE_HOME: join(home, 'state'), SALLYPORT_ISSUER: server.issuer, SALLYPORT_KEYRING: 'off' },
    ...{ BROWSER: 'none', TZ: 'UTC', PATH: process.env['PATH'] ?? '' },
  };
  const { issuer } = server;
  const store = openSignInStore({ issuer, places: placesOf(environment), environment, note: () => undefined });
  await store.write(signInAt(issuer, clock()));
  return {
    state,
    issuer,
    /** `sallyport` in a process of its own. */
    run: (args: readonly string[], input?: string) => runCli(args, environment, input),
    start(args: readonly string[], input?: string) {
      const running = startCli(args, environment, input);
      let err = '';
      running.child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
      const said = (what: string | RegExp) =>
        until(() => Promise.resolve(new RegExp(what).test(err) ? true : undefined), {
          what: () => `it was never said: ${String(what)}; but ${err}`,
          withinSeconds: 30,
          everyMilliseconds: 20,
        });
      return { ...running, err: () => err, said };
    },
    did: () => state.calls.map(({ does }) => does),
    /** Everything that lies in any file of the person's home. */
    async written(): Promise<string> {
      const found = await readdir(home, { recursive: true, withFileTypes: true });
      const files = found.filter((each) => each.isFile());
      return (await Promise.all(files.map((each) => readFile(join(each.parentPath, each.name), 'utf8')))).join('\n');
    },
    async stop() {
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export type FakeVault = Awaited<ReturnType<typeof startFakeVault>>;
