import { existsSync } from 'node:fs';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { demoDatabaseSchema } from './servers/demo-database.ts';

/**
 * `<home>/local.json`: where everything of a running local stack is, and who the demo company's people are. Whatever
 * is outside the product (the demo, the integration tests) finds its way by this file alone. It holds the demo
 * people's passwords, so only its owner may read it.
 */
export const localFileSchema = z.strictObject({
  issuer: z.url().describe('OpenID Connect issuer; discovery is below /.well-known'),
  api: z.url().describe('base URL of the API'),
  jwksUri: z.url(),
  openapi: z.url(),
  health: z.url(),
  console: z.url(),
  slack: z.strictObject({
    page: z.url().describe('shows the messages, with links to click'),
    api: z.url().describe("base URL of Slack's Web API"),
  }),
  control: z.url().describe('POST /faults makes the local cloud and the product fail on purpose'),
  federation: z
    .url()
    .describe("stands in for AWS's sign-in endpoint: SALLYPORT_FEDERATION_URL for `sallyport aws console`"),
  cloud: z.strictObject({ endpoint: z.url(), region: z.string() }),
  tables: z.record(z.string(), z.string()).describe('table names by their logical names'),
  stateMachineArn: z.string().nullable(),
  clients: z.array(z.strictObject({ clientId: z.string(), redirectUris: z.array(z.string()) })),
  people: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      password: z.string(),
      totpSecret: z.string().describe('base32, for an authenticator app'),
    }),
  ),
  targets: z.array(
    z.strictObject({
      id: z.string(),
      roleArn: z.string(),
      probeAction: z.string().describe('an AWS action that the role may do while a grant is live'),
    }),
  ),
  vault: z
    .strictObject({
      administrator: z.string().describe('the credential whose rights change the others'),
      application: z.string().describe('a credential that one may check out and see'),
      reader: z.string().describe('accounts of the database, one for each grant'),
    })
    .nullable()
    .default(null)
    .describe('ids of the targets that are vaulted; null: made by a version without a vault'),
  demoDatabase: demoDatabaseSchema,
});

/** Who the company is: all that a start keeps of what an earlier one wrote, by whatever version of this file. */
const companySchema = localFileSchema.pick({ clients: true, people: true, targets: true, vault: true }).strip();
export type Company = z.infer<typeof companySchema>;

export type LocalFile = z.infer<typeof localFileSchema>;

export async function writeLocalFile(path: string, content: LocalFile): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

export async function readLocalFile(path: string): Promise<LocalFile | undefined> {
  if (!existsSync(path)) return undefined;
  return localFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

export async function readCompany(path: string): Promise<Company | undefined> {
  if (!existsSync(path)) return undefined;
  return companySchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
