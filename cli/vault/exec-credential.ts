import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../aws/run-child.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import type { HeldGrant } from '../live-grants.ts';
import { credentialEnvironment } from './credential-environment.ts';
import { giveLeaseBack, holdLease } from './hold-lease.ts';
import { reveal } from './reveal.ts';
import type { Value } from './reveal.ts';

export interface ChildCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly reason: string | undefined;
}

type Place = Schemas['Revealed']['place'];

/**
 * Runs a command with what a grant on a vaulted credential or a database account gives, in its environment and nowhere
 * else. A credential is checked in when the command has ended, and is rotated.
 */
export async function execWithGrant(
  context: Context,
  api: Api,
  grant: HeldGrant,
  child: ChildCommand,
): Promise<number> {
  if (grant.target.kind === 'database-account') {
    const login = await answer(api.POST('/grants/{id}/account', { params: { path: { id: grant.id } } }));
    const { engine, host, port, database, ca, username, password } = login;
    return run(context, { engine, host, port, database, ca }, { username, password }, child);
  }
  const { reason } = child;
  if (reason === undefined)
    throw new UsageError(
      `Whoever runs a command with "${grant.target.name}" can see its value, so say why: --reason "…". It is rotated afterwards.`,
    );
  await holdLease(context, api, grant.id);
  try {
    const { value, place } = await reveal(context, api, { grantId: grant.id, reason });
    return await run(context, place, value, child);
  } finally {
    // Ctrl-C ends the command, and us after it: it is given back all the same.
    await giveLeaseBack(await context.lastWords(), grant.id);
    context.out.note('Given back; it is being rotated.');
  }
}

async function run(
  { environment }: Context,
  place: Place,
  value: Value,
  { name, args }: ChildCommand,
): Promise<number> {
  const known = {
    ...(place.host !== null && { host: place.host }),
    ...(place.port !== null && { port: String(place.port) }),
    ...(place.database !== null && { dbname: place.database }),
  };
  const folder = place.ca === null ? null : await mkdtemp(join(tmpdir(), 'sallyport-ca-'));
  try {
    const caFile = folder === null || place.ca === null ? null : join(folder, 'ca.pem');
    if (caFile !== null && place.ca !== null) await writeFile(caFile, place.ca);
    return await runChild({
      command: name,
      args,
      environment: credentialEnvironment(environment, place.engine, { ...known, ...value }, caFile),
    });
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}
