import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { openFederation } from './federation/federation.ts';
import type { FederationOptions } from './federation/federation.ts';
import { listen, readBody, sendJson } from './loopback.ts';
import type { Listener } from './loopback.ts';
import type { Home } from './places.ts';

const times = z.int().min(0).default(1);

/** What can be made to fail. The product's local build reads `crashPoints`, the local cloud the rest. */
export const faultsSchema = z.strictObject({
  crashPoints: z
    .record(z.string(), z.int().min(0))
    .default({})
    .describe('how many more times the product dies at each named point'),
  tables: z
    .array(
      z.strictObject({
        table: z.string().describe('a table, by its name or by the start of it'),
        operation: z.string().optional().describe('e.g. TransactWriteItems; left out: every write'),
        when: z.enum(['before', 'after']).default('before').describe('refused, or done and reported as failed'),
        error: z.string().default('InternalServerError').describe("DynamoDB's name of the error"),
        times,
      }),
    )
    .default([]),
  streams: z
    .strictObject({ duplicate: times.describe('how many stream batches are delivered twice') })
    .default({ duplicate: 0 }),
  rotation: z
    .strictObject({
      aheadSeconds: z.int().min(0).default(0).describe('how far the clock of Secrets Manager is ahead'),
      retrySeconds: z.number().positive().optional().describe('the pause before a failed rotation is tried again'),
    })
    .optional(),
});

export type Faults = z.infer<typeof faultsSchema>;

/**
 * `GET /` says which home this serves; `GET`, `POST` and `DELETE /faults` read, set and clear what fails; `/federation`
 * stands in for AWS's sign-in endpoint.
 */
export function startControl(home: Home, port: number, cloud: FederationOptions): Promise<Listener> {
  const federation = openFederation(cloud);
  const server = createServer((incoming, outgoing) => {
    const answer = async () => {
      const { method, url } = incoming;
      if (method === 'GET' && url === '/') return sendJson(outgoing, 200, { home: home.path, pid: process.pid });
      if (/^\/federation(\?|$)/.test(url ?? '')) return federation.answer(incoming, outgoing);
      if (url !== '/faults') return sendJson(outgoing, 404, { error: 'only /, /faults and /federation are here' });
      if (method === 'GET') return sendJson(outgoing, 200, JSON.parse(await readFile(home.faultsFile, 'utf8')));
      if (method === 'DELETE') return sendJson(outgoing, 200, await writeFaults(home, {}));
      if (method !== 'POST') return sendJson(outgoing, 405, { error: 'GET, POST or DELETE' });
      const parsed = faultsSchema.safeParse(JSON.parse(await readBody(incoming)));
      if (!parsed.success) return sendJson(outgoing, 400, { error: z.prettifyError(parsed.error) });
      return sendJson(outgoing, 200, await writeFaults(home, parsed.data));
    };
    answer().catch((error: unknown) => sendJson(outgoing, 400, { error: String(error) }));
  });
  return listen(server, port);
}

/**
 * Writes the one file that both sides read. Each writing has an id of its own, by which the local cloud knows that its
 * counts begin anew: it keeps them in its memory, because the product's processes write to this file.
 */
export async function writeFaults(home: Home, faults: z.input<typeof faultsSchema>): Promise<object> {
  const content = { id: randomUUID(), ...faultsSchema.parse(faults) };
  const draft = `${home.faultsFile}.draft`;
  await writeFile(draft, JSON.stringify(content));
  await rename(draft, home.faultsFile);
  return content;
}
