import * as z from 'zod';

/** The targets of a configuration folder, by their kind. What the server fills in is filled in here, to compare. */
const text = (max: number) => z.string().min(1).max(max);
const described = { name: text(80), description: text(500), sensitivity: z.enum(['production', 'standard']) };
const word = text(80);

const roleShape = z.strictObject({
  kind: z.literal('aws-role').optional(),
  ...described,
  role: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/\S+$/, { error: 'expected the ARN of a role' }),
  boundary: z.string().regex(/^arn:[\w-]+:iam::\d{12}:policy\/\S+$/, { error: 'expected the ARN of a policy' }),
  externalId: text(128),
  probe: z.enum(['dynamodb:ListTables', 'iam:ListAccountAliases', 'lambda:ListFunctions']),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'expected an AWS region like "eu-central-1"' }),
});

const host = text(253);
const port = (usual: number) => z.int().min(1).max(65_535).default(usual);
const ca = text(16_000).nullable().default(null);
/** The word of another target of these files. */
const administrator = word.nullable().default(null);
const twoUsers = z.array(text(63)).length(2, { error: 'expected two users, such as [app_a, app_b]' });
const postgresql = { engine: z.literal('postgresql'), host, port: port(5432), ca, database: text(63) };
const statuses = (usual: readonly number[]) => z.array(z.int()).default([...usual]);
const httpCall = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: text(500),
  headers: z.record(z.string(), text(1000)).default({}),
  body: z.unknown().default(null),
  expect: statuses([200, 201, 202, 204]),
});

const singleUser = z.strictObject({
  ...postgresql,
  strategy: z.literal('single-user'),
  user: text(63),
  administrator,
});
const alternatingUsers = z.strictObject({
  ...postgresql,
  strategy: z.literal('alternating-users'),
  users: twoUsers,
  owner: text(63),
  administrator: word,
});
const addresses = [
  z.strictObject({
    ...{ engine: z.literal('mysql'), strategy: z.literal('alternating-users'), host, port: port(3306), ca },
    ...{ database: text(63).nullable().default(null), users: twoUsers, role: text(63), administrator: word },
  }),
  z.strictObject({
    ...{ engine: z.literal('redis'), host, port: port(6379), ca, user: text(63), administrator },
    persist: z.enum(['acl-file', 'configuration-file', 'nowhere']).default('acl-file'),
  }),
  z.strictObject({ engine: z.literal('iam-access-key'), userName: text(64) }),
  z.strictObject({
    ...{ engine: z.literal('ssh-key'), host, port: port(22), hostKey: text(1600), user: text(32), administrator },
  }),
  z.strictObject({ engine: z.literal('ldap'), host, port: port(636), ca, dn: text(500), administrator }),
  z.strictObject({
    ...{ engine: z.literal('http'), baseUrl: text(500), ca },
    made: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('sent') }),
      z.strictObject({ by: z.literal('issued'), valueAt: text(200), idAt: text(200).nullable().default(null) }),
    ]),
    ...{ apply: httpCall, verify: httpCall, retire: httpCall.nullable().default(null) },
    ...{ refusedWith: statuses([401, 403]), policyStatuses: statuses([422]), administrator },
  }),
] as const;
const addressShape = z.discriminatedUnion(
  'engine',
  [
    z.discriminatedUnion('strategy', [singleUser, alternatingUsers], {
      error: 'expected "strategy": single-user or alternating-users',
    }),
    ...addresses,
  ],
  { error: 'expected "engine": postgresql, mysql, redis, iam-access-key, ssh-key, ldap or http' },
);

const rulesShape = z.strictObject({
  length: z.int().min(20).max(128).default(40),
  exclude: z.string().max(40).default(''),
});
const scheduleShape = z.strictObject({
  expression: text(120),
  windowHours: z.int().min(1).max(24).nullable().default(null),
});
const planShape = z.strictObject({
  schedule: scheduleShape.nullable().default(null),
  atCheckIn: z.boolean().default(false),
  graceSeconds: z.int().min(0).max(604_800).default(86_400),
});
const leaseShape = z.strictObject({
  exclusive: z.boolean().default(true),
  seconds: z.int().min(60).max(86_400).default(3600),
});
const credentialShape = z.strictObject({
  kind: z.literal('credential'),
  ...described,
  owner: text(63),
  network: text(20).nullable().default(null),
  address: addressShape,
  rules: rulesShape.prefault({}),
  plan: planShape.prefault({}),
  lease: leaseShape.prefault({}),
  revealable: z.boolean().default(false),
  /** A secret that was there before. */
  secret: text(700).nullable().default(null),
});

const accountShape = z.strictObject({
  kind: z.literal('database-account'),
  ...described,
  administrator: word,
  database: text(63),
  memberOf: z.array(text(63)).min(1).max(20),
  reassignTo: text(63),
});

export const targetShape = z.discriminatedUnion('kind', [roleShape, credentialShape, accountShape], {
  error: 'expected "kind": aws-role (unless said), credential or database-account',
});
export type TargetWritten = z.infer<typeof targetShape>;
export type CredentialWritten = z.infer<typeof credentialShape>;
export type AccountWritten = z.infer<typeof accountShape>;

/** The word of the target that it names as its administrator; null where there is none. */
export function administratorOf(target: TargetWritten): string | null {
  if (target.kind === 'credential') return 'administrator' in target.address ? target.address.administrator : null;
  return target.kind === 'database-account' ? target.administrator : null;
}

/** Every name that may stand at this place of a target, to say which one was meant. */
export function knownInTarget(path: readonly PropertyKey[], target: unknown): readonly string[] {
  const [part, inner] = path;
  const kind = fieldOf(target, 'kind');
  if (part === undefined)
    return namesOf(kind === 'credential' ? credentialShape : kind === 'database-account' ? accountShape : roleShape);
  if (part === 'address') return inner === undefined ? addressNames(fieldOf(target, 'address')) : namesOf(httpCall);
  if (part === 'plan') return namesOf(inner === undefined ? planShape : scheduleShape);
  return part === 'rules' ? namesOf(rulesShape) : namesOf(leaseShape);
}

function addressNames(address: unknown): readonly string[] {
  const engine = fieldOf(address, 'engine');
  if (engine === 'postgresql')
    return namesOf(fieldOf(address, 'strategy') === 'single-user' ? singleUser : alternatingUsers);
  return addresses.flatMap((shape) => (shape.shape.engine.value === engine ? namesOf(shape) : []));
}

const namesOf = ({ shape }: z.ZodObject): readonly string[] => Object.keys(shape);
const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === field)?.[1] : undefined;
