import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl } from '../../local/control.ts';
import { listen } from '../../local/loopback.ts';
import type { Listener } from '../../local/loopback.ts';
import { startOrigin } from '../../local/origin.ts';
import { homeAt } from '../../local/places.ts';
import { requireFreePorts } from '../../local/ports.ts';
import { AlreadyRunning, claimHome } from '../../local/running.ts';
import { freePort } from './private-cloud.ts';

/** No cloud listens there, and these tests need none. */
const nowhere = { cloudEndpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
const stops: Listener[] = [];
const seen: { url?: string | undefined; headers: readonly string[]; body: Buffer }[] = [];
let cloudPort: number;
let originPort: number;

const bytes = Buffer.from([0, 255, 128, 10, 13]);

/** As the client writes it: fetch would tidy the path and join the headers. */
function ask(path: string, headers: Record<string, string | string[]> = {}, body: Buffer = Buffer.alloc(0)) {
  return new Promise<{ answer: IncomingMessage; body: Buffer }>((done, failed) => {
    const asked = request({ host: '127.0.0.1', port: originPort, path, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done({ answer, body: Buffer.concat(chunks) }));
    });
    asked.on('error', failed);
    asked.end(body);
  });
}

const valuesOf = (raw: readonly string[], name: string) =>
  raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === name);

beforeAll(async () => {
  cloudPort = await freePort();
  const cloud = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      seen.push({ url: incoming.url, headers: incoming.rawHeaders, body: Buffer.concat(chunks) });
      outgoing.writeHead(201, ['Set-Cookie', 'a=1; Path=/', 'Set-Cookie', 'b=2', 'X-Twice', '1', 'X-Twice', '2']);
      outgoing.end(bytes);
    });
  });
  stops.push(await listen(cloud, cloudPort));
  originPort = await freePort();
  const cloudEndpoint = `http://127.0.0.1:${cloudPort}`;
  stops.push(await startOrigin({ port: originPort, cloudEndpoint, apiId: () => 'abc123' }));
});

afterAll(async () => {
  for (const { stop } of stops) await stop();
});

describe('the origin', () => {
  test('passes paths, repeated headers, cookies and bytes on as they are', async () => {
    const { answer, body } = await ask('/a%2Fb/../c?x=%20&x=2', { 'x-many': ['1', '2'] }, bytes);
    expect(seen.at(-1)).toMatchObject({ url: '/_aws/execute-api/abc123/$default/a%2Fb/../c?x=%20&x=2', body: bytes });
    expect(valuesOf(seen.at(-1)?.headers ?? [], 'x-many')).toEqual(['1', '2']);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2']);
    expect(valuesOf(answer.rawHeaders, 'x-twice')).toEqual(['1', '2']);
    expect(body).toEqual(bytes);
  });

  test('says itself who called, whatever the client claims', async () => {
    await ask('/', { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'X-Forwarded-Proto': 'gopher' });
    const headers = seen.at(-1)?.headers ?? [];
    expect(valuesOf(headers, 'x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(valuesOf(headers, 'x-forwarded-proto')).toEqual(['http']);
    expect(valuesOf(headers, 'x-forwarded-host')).toEqual([`127.0.0.1:${originPort}`]);
    expect(valuesOf(headers, 'forwarded')).toEqual([]);
  });

  test('answers with a problem when there is nothing behind it', async () => {
    const port = await freePort();
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const lost = await startOrigin({ port, cloudEndpoint: nowhere, apiId: () => 'abc123' });
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    await expect(response.json()).resolves.toMatchObject({ status: 502, title: 'Bad Gateway' });
    await lost.stop();
  });
});

test('a taken port is named, with who holds it and which variable moves ours', async () => {
  const ports = { origin: cloudPort, cloud: 1, slack: 1, control: 1, database: 1 };
  const others = {
    cloud: await freePort(),
    slack: await freePort(),
    control: await freePort(),
    database: await freePort(),
  };
  await expect(requireFreePorts({ ...ports, ...others })).rejects.toThrow(
    new RegExp(`Port ${cloudPort} for the origin .* is taken.*SALLYPORT_PORT=`),
  );
});

test('a home in use is not started twice, and one whose process is gone is', async () => {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'sallyport-home-')));
  const port = await freePort();
  const running = { pid: process.pid, origin: 'http://localhost:1', control: `http://127.0.0.1:${port}/` };
  const release = await claimHome(home, running);
  const control = await startControl(home, port, nowhere);
  await expect(claimHome(home, running)).rejects.toBeInstanceOf(AlreadyRunning);
  await control.stop();
  release();
  (await claimHome(home, { ...running, pid: 2 ** 22 + 1 }))();
  await claimHome(home, { ...running, pid: 2 ** 22 + 1 });
  await expect(claimHome(home, running)).resolves.toBeInstanceOf(Function);
  await rm(home.path, { recursive: true });
});

test('the fault server writes what both sides read, and refuses what it does not know', async () => {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'sallyport-home-')));
  const port = await freePort();
  const control = await startControl(home, port, nowhere);
  const faults = `http://127.0.0.1:${port}/faults`;
  const post = (body: object) => fetch(faults, { method: 'POST', body: JSON.stringify(body) });
  expect((await post({ crashPoints: { 'activate-grant:after-intent': 1 } })).status).toBe(200);
  await expect((await fetch(faults)).json()).resolves.toMatchObject({
    crashPoints: { 'activate-grant:after-intent': 1 },
  });
  expect((await post({ tables: [{ tabel: 'x' }] })).status).toBe(400);
  await fetch(faults, { method: 'DELETE' });
  await expect((await fetch(faults)).json()).resolves.toMatchObject({ crashPoints: {}, tables: [] });
  await control.stop();
  await rm(home.path, { recursive: true });
});
