import * as z from 'zod';
import { checkHttpCredential } from './check-http-credential.ts';
import type { HttpCalls } from './check-http-credential.ts';
import { idOf } from './ids.ts';
import { jsonPointer } from './json-pointer.ts';
import { plainText } from './plain-text.ts';

/**
 * Where each vaulted credential is good for something, and how it may be changed there. No value is ever part of it.
 * In the kernel because the HTTP contract, the targets and the vault all speak of it.
 */

const host = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, {
    error: 'expected the name or IPv4 address of a host, without scheme and port',
  })
  .meta({ description: 'name as the certificate has it', examples: ['orders.db.example.com'] });
const port = z.int().min(1).max(65_535);
const ca = z
  .string()
  .max(16_000)
  .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/, {
    error: 'expected certificates in PEM, from BEGIN CERTIFICATE to END CERTIFICATE',
  })
  .nullable()
  .default(null)
  .meta({ description: 'the authority that signed the server’s certificate, PEM; null: those that Node.js trusts' });
const administrator = idOf('tgt')
  .nullable()
  .default(null)
  .meta({ description: 'the vaulted credential that makes the change; null: the credential changes itself' });

/** A role, user or account of a database: quoted wherever it is used. */
export const accountName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.@-]{0,62}$/, {
  error: 'expected 1 to 63 of letters, digits and "_.@-", beginning with a letter or "_"',
});
const twoUsers = z
  .tuple([accountName, accountName])
  .refine(([one, other]) => one !== other, { error: 'expected two different users' })
  .meta({ description: 'the two users that take turns' });
export const databaseName = z.string().regex(/^[A-Za-z0-9_$.-]{1,63}$/, { error: 'expected the name of a database' });

const postgresql = { engine: z.literal('postgresql'), host, port: port.default(5432), ca, database: databaseName };

/** One user whose password changes in place: an application must read it again at that moment. */
export const postgresqlSingle = z.strictObject({
  ...postgresql,
  strategy: z.literal('single-user'),
  user: accountName,
  administrator,
});
/** Two users, members of one owner role without login, take turns: the old password stays good until it is retired. */
export const postgresqlAlternating = z.strictObject({
  ...postgresql,
  strategy: z.literal('alternating-users'),
  users: twoUsers,
  owner: accountName.meta({ description: 'the role without login that owns what either of them makes' }),
  administrator: idOf('tgt'),
});

/** MariaDB and MySQL: two accounts take turns, each with all its hosts; what they may do hangs on one role. */
export const mysqlAlternating = z.strictObject({
  engine: z.literal('mysql'),
  strategy: z.literal('alternating-users'),
  host,
  port: port.default(3306),
  ca,
  database: databaseName.nullable().default(null),
  users: twoUsers,
  role: accountName.meta({ description: 'the role that both hold, and that alone has rights' }),
  administrator: idOf('tgt'),
});

/** A user of Redis' access control lists, which may have several passwords at once. */
export const redisUser = z.strictObject({
  engine: z.literal('redis'),
  host,
  port: port.default(6379),
  ca,
  user: accountName,
  administrator,
  persist: z
    .enum(['acl-file', 'configuration-file', 'nowhere'])
    .default('acl-file')
    .meta({ description: 'how the server keeps its users over a restart (ACL SAVE, CONFIG REWRITE)' }),
});

export const iamAccessKey = z.strictObject({
  engine: z.literal('iam-access-key'),
  userName: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/, { error: 'expected the name of an IAM user' })
    .meta({ description: 'an IAM user in Sallyport’s own account that the settings name' }),
});

/** A line of `authorized_keys` of one account; the server is known by its own key, given beforehand. */
export const sshKey = z.strictObject({
  engine: z.literal('ssh-key'),
  host,
  port: port.default(22),
  hostKey: z
    .string()
    .regex(/^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/=]{40,1500}$/, {
      error: 'expected the server’s public key as in /etc/ssh/ssh_host_…_key.pub: its type and its base64, no comment',
    })
    .meta({ description: 'the public key of the server; any other is refused' }),
  user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, { error: 'expected the name of a Unix account' }),
  administrator,
});

export const ldapPassword = z.strictObject({
  engine: z.literal('ldap'),
  host,
  port: port.default(636),
  ca,
  // People who decide read it: it must not look like another.
  dn: plainText(500)
    .refine((text) => /^[^=]+=./.test(text), {
      error: 'expected a distinguished name, like "uid=app,ou=services,dc=example,dc=com"',
    })
    .meta({ description: 'the entry whose password it is (RFC 4514)' }),
  administrator,
});

/**
 * One call of a generic HTTP credential. `{{candidate.…}}`, `{{current.…}}`, `{{old.…}}` and `{{administrator.…}}` stand
 * for parts of a credential: its `value`, its `id`, and `basic`, the base64 of both as HTTP Basic has it. Secrets stand in
 * headers and in texts of the body, never in a path.
 */
const httpCall = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z
    .string()
    .max(500)
    .regex(/^\/[^\s#]*$/, { error: 'expected a path, beginning with "/"' }),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().max(1000)).default({}),
  /** Sent as JSON; placeholders stand in its texts. */
  body: z.json().nullable().default(null),
  expect: z.array(z.int().min(200).max(299)).min(1).default([200, 201, 202, 204]),
});
/** Its fields; what its calls may hold is checked by `checkCalls`. */
export const httpCredentialFields = z.strictObject({
  engine: z.literal('http'),
  baseUrl: z
    .url({ protocol: /^https$/, error: 'expected an https:// address' })
    .refine((text) => URL.canParse(text) && [text, `${text}/`].includes(`${new URL(text).origin}/`), {
      error: 'expected scheme, host and port alone, such as "https://api.example.com"',
    })
    .meta({ description: 'scheme, host and port; no secret', examples: ['https://api.example.com'] }),
  ca,
  /** `sent`: Sallyport makes the new value and sends it. `issued`: the service makes it and answers with it, once. */
  made: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('sent') }),
    z.strictObject({
      by: z.literal('issued'),
      valueAt: jsonPointer.meta({ description: 'where the answer has the value (JSON Pointer, RFC 6901)' }),
      idAt: jsonPointer.nullable().default(null).meta({ description: 'where it has the id, if there is one' }),
    }),
  ]),
  apply: httpCall.meta({ description: 'makes the new value good' }),
  verify: httpCall.meta({ description: 'is answered well only with a good value; it stands in as `candidate`' }),
  retire: httpCall.nullable().default(null).meta({ description: 'makes the old value bad; null: `apply` did' }),
  refusedWith: z
    .array(z.int().min(400).max(499))
    .default([401, 403])
    .meta({ description: 'what a bad value is answered with' }),
  policyStatuses: z
    .array(z.int().min(400).max(499))
    .default([422])
    .meta({ description: 'what `apply` is answered with when the new value breaks the service’s rules' }),
  administrator,
});

export const checkCalls = (credential: HttpCalls, context: z.core.$RefinementCtx): void => {
  for (const { path, says } of checkHttpCredential(credential))
    context.addIssue({ code: 'custom', path: [...path], message: says });
};
export const httpCredential = httpCredentialFields.superRefine(checkCalls);

export const engineNames = ['postgresql', 'mysql', 'redis', 'iam-access-key', 'ssh-key', 'ldap', 'http'] as const;
export const unknownEngine = { error: `expected an address whose "engine" is one of ${engineNames.join(', ')}` };
export const unknownStrategy = { error: 'expected "strategy" to be "single-user" or "alternating-users"' };

/** By `engine`, and PostgreSQL's by `strategy` too: what is wrong is then said of the one that was meant. */
export const engineAddress = z.discriminatedUnion(
  'engine',
  [
    z.discriminatedUnion('strategy', [postgresqlSingle, postgresqlAlternating], unknownStrategy),
    mysqlAlternating,
    redisUser,
    iamAccessKey,
    sshKey,
    ldapPassword,
    httpCredential,
  ],
  unknownEngine,
);
export type EngineAddress = z.infer<typeof engineAddress>;
export type EngineName = EngineAddress['engine'];
export type AddressOf<E extends EngineName> = Extract<EngineAddress, { engine: E }>;

/** Passwords that Sallyport makes: what the target's rules demand. */
export const passwordRules = z
  .strictObject({
    length: z.int().min(20).max(128).default(40),
    exclude: z
      .string()
      .max(40)
      .regex(/^[\x21-\x7e]*$/, { error: 'expected characters that can be printed' })
      .default('')
      .meta({ description: 'characters that must not stand in it; letters and digits always remain' }),
  })
  .prefault({});
export type PasswordRules = z.infer<typeof passwordRules>;

/** When a credential is rotated. */
export const rotationPlan = z.strictObject({
  schedule: z
    .strictObject({
      expression: z
        .string()
        .regex(/^(rate\(\d+ (hours?|days?)\)|cron\([^()]{9,100}\))$/, {
          error: 'expected rate(<n> days), rate(<n> hours) or cron(…) as Secrets Manager has them',
        })
        .meta({ description: 'in UTC', examples: ['cron(0 3 ? * SUN *)', 'rate(30 days)'] }),
      windowHours: z.int().min(1).max(24).nullable().default(null).meta({ description: 'how long a window is open' }),
    })
    .nullable()
    .default(null)
    .meta({ description: 'null: by hand, and after what follows' }),
  atCheckIn: z.boolean().default(false).meta({ description: 'whenever a lease of it ends' }),
  /** After a reveal and after break-glass it always is. */
  graceSeconds: z
    .int()
    .min(0)
    .max(604_800)
    .default(86_400)
    .meta({ description: 'how long an old value may stay good after a rotation by schedule or by hand, at most' }),
});
export type RotationPlan = z.infer<typeof rotationPlan>;

export const leaseTerms = z
  .strictObject({
    exclusive: z.boolean().default(true).meta({ description: 'whether one grant alone may hold it' }),
    seconds: z
      .int()
      .min(60)
      .max(86_400)
      .default(3600)
      .meta({ description: 'how long a lease lasts before it must be renewed; never beyond its grant' }),
  })
  .prefault({});
export type LeaseTerms = z.infer<typeof leaseTerms>;
