import * as z from 'zod';
import {
  accountName,
  databaseName,
  checkCalls,
  engineAddress,
  httpCredentialFields,
  iamAccessKey,
  ldapPassword,
  leaseTerms,
  mysqlAlternating,
  passwordRules,
  postgresqlAlternating,
  postgresqlSingle,
  redisUser,
  rotationPlan,
  sshKey,
  unknownEngine,
  unknownStrategy,
} from '../../kernel/engine-address.ts';
import { groupName, idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';

export const targetName = plainText(80);

const partition = '(aws|aws-cn|aws-us-gov)';
const roleArn = z
  .string()
  .regex(new RegExp(`^arn:${partition}:iam::\\d{12}:role/([\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}$`), {
    error: 'expected the ARN of a role, like arn:aws:iam::<account>:role/sallyport-target-<name>',
  })
  .meta({
    description: 'named sallyport-target-…, or adopted in the settings; in an account that the settings name',
    examples: ['arn:aws:iam::123456789012:role/sallyport-target-orders-admin'],
  });
const boundaryArn = z
  .string()
  .regex(new RegExp(`^arn:${partition}:iam::\\d{12}:policy/sallyport-boundary-[\\w+=,.@-]{1,109}$`), {
    error: 'expected arn:aws:iam::<account>:policy/sallyport-boundary-<name>, without a path',
  })
  .meta({
    description:
      'the permissions boundary of the role, in the same account; the early end of a grant is written into it',
    examples: ['arn:aws:iam::123456789012:policy/sallyport-boundary-orders-admin'],
  });

const described = {
  name: targetName.meta({
    description: 'as requesters and approvers read it',
    examples: ['Orders database, administrator'],
  }),
  description: plainText(500).meta({
    description: 'what it permits, in words an approver understands',
    examples: ['Reads and changes the orders tables in production'],
  }),
  sensitivity: z.enum(['production', 'standard']).meta({ description: 'which rules apply (policies/rules.cedar)' }),
};

const role = {
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,128}$/, { error: 'expected 2 to 128 of letters, digits and +=,.@:/-_' })
    .meta({ description: 'as the role’s trust policy demands it' }),
  probeAction: z.enum(['dynamodb:ListTables', 'iam:ListAccountAliases', 'lambda:ListFunctions']).meta({
    description: 'a read that the role permits; tried at activation, and again to prove that a grant has ended',
  }),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'expected an AWS region like "eu-central-1"' })
    .meta({ description: 'where the probe is made', examples: ['eu-central-1'] }),
};
const roleRegistration = z.strictObject({
  kind: z.literal('aws-role'),
  ...described,
  roleArn,
  externalId: role.externalId,
  boundaryArn,
  probeAction: role.probeAction,
  region: role.region,
});

const credential = {
  owner: groupName.meta({ description: 'the group that answers for it' }),
  rules: passwordRules,
  revealable: z
    .boolean()
    .default(false)
    .meta({ description: 'whether its holder may see the value; workloads use it without' }),
};
const credentialRegistration = z.strictObject({
  kind: z.literal('credential'),
  ...described,
  owner: credential.owner,
  network: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'which network of the settings reaches it; null: none is needed' }),
  address: engineAddress,
  rules: credential.rules,
  plan: rotationPlan.prefault({}),
  lease: leaseTerms,
  revealable: credential.revealable,
  importedSecret: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'the ARN of a secret that the settings name; null: Sallyport makes one of its own' }),
});

const databaseRole = accountName.meta({ description: 'a role of the database' });
const accountRegistration = z.strictObject({
  kind: z.literal('database-account'),
  ...described,
  administrator: idOf('tgt').meta({ description: 'the vaulted credential that makes the accounts, and says where' }),
  database: databaseName,
  memberOf: z
    .array(databaseRole)
    .min(1)
    .max(20)
    .refine((names) => new Set(names).size === names.length, { error: 'expected each role once' })
    .meta({ description: 'roles that give an account its rights' }),
  reassignTo: databaseRole.meta({ description: 'who gets what an account made' }),
});

const unknownKind = { error: 'expected a target whose "kind" is one of aws-role, credential, database-account' };

/** All that an administrator says of a target. */
export const targetRegistration = z
  .discriminatedUnion('kind', [roleRegistration, credentialRegistration, accountRegistration], unknownKind)
  .meta({ id: 'TargetRegistration' });

const administrator = targetName
  .nullable()
  .default(null)
  .meta({ description: 'the name of the vaulted credential that makes the change; null: it changes itself' });
/** A list in the document: clients generated from it know no pairs. */
const users = z
  .array(accountName)
  .length(2, { error: 'expected two users, who take turns' })
  .refine(([one, other]) => one !== other, { error: 'expected two different users' });
const required = targetName.meta({ description: 'the name of the vaulted credential that makes the change' });
const namedAddress = z.discriminatedUnion(
  'engine',
  [
    z.discriminatedUnion(
      'strategy',
      [postgresqlSingle.extend({ administrator }), postgresqlAlternating.extend({ users, administrator: required })],
      unknownStrategy,
    ),
    mysqlAlternating.extend({ users, administrator: required }),
    redisUser.extend({ administrator }),
    iamAccessKey,
    sshKey.extend({ administrator }),
    ldapPassword.extend({ administrator }),
    httpCredentialFields.extend({ administrator }).superRefine(checkCalls),
  ],
  unknownEngine,
);

/** The same in a change of the configuration, where targets are known by their names. */
export const namedRegistrations = [
  roleRegistration,
  credentialRegistration.extend({ address: namedAddress }),
  accountRegistration.extend({ administrator: required }),
] as const;
export const namedTargetRegistration = z
  .discriminatedUnion('kind', namedRegistrations, unknownKind)
  .meta({ id: 'NamedTargetRegistration' });

/** What may change of a target, of whatever kind; each kind refuses the fields that are not its own. */
export const targetChange = z
  .strictObject({
    ...described,
    ...role,
    ...{ owner: credential.owner, revealable: z.boolean(), rules: passwordRules.unwrap(), plan: rotationPlan },
    ...{ lease: leaseTerms.unwrap(), reassignTo: databaseRole },
    address: z
      .strictObject({
        host: postgresqlSingle.shape.host,
        port: postgresqlSingle.shape.port.unwrap(),
        ca: postgresqlSingle.shape.ca.unwrap(),
        hostKey: sshKey.shape.hostKey,
        baseUrl: httpCredentialFields.shape.baseUrl,
      })
      .partial()
      .meta({ description: 'where it moved, or how its server is known now; whose it is stays' }),
  })
  .partial();
