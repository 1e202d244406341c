import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { pageQuery, ruleView, targetFields } from './access-fields.ts';
import { noBody, nothing } from './nothing.ts';

export const targetView = z
  .strictObject({
    ...targetFields,
    boundaryArn: z.string(),
    probeAction: z.string(),
    region: z.string(),
    createdAt: epochSeconds,
    mayAsk: z.boolean(),
    whyNot: z
      .strictObject({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'null when one may ask' }),
    rule: ruleView.nullable().meta({ description: 'under what one may ask; null when one may not' }),
  })
  .meta({ id: 'Target' });
export type TargetView = z.infer<typeof targetView>;

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

export const registerTarget = operation({
  id: 'registerTarget',
  method: 'POST',
  path: '/targets',
  function: 'access',
  summary: 'Register a target',
  description: [
    'Registers an AWS role that people can then be made eligible for. The role must trust Sallyport’s lending functions',
    'and carry the permissions boundary named here (the construct `TargetRole` makes both).',
    'The account is read from the role’s ARN. A name, a role and a boundary are each registered once.',
  ].join('\n'),
  action: 'targets:write',
  input: {
    path: nothing,
    query: nothing,
    body: z.strictObject({
      kind: z.literal('aws-role'),
      name: plainText(80).meta({
        description: 'as requesters and approvers read it',
        examples: ['Orders database, administrator'],
      }),
      description: plainText(500).meta({
        description: 'what the role permits, in words an approver understands',
        examples: ['Reads and changes the orders tables in production'],
      }),
      sensitivity: z.enum(['production', 'standard']).meta({ description: 'which rules apply (policies/rules.cedar)' }),
      roleArn,
      externalId: z
        .string()
        .regex(/^[\w+=,.@:/-]{2,128}$/, { error: 'expected 2 to 128 of letters, digits and +=,.@:/-_' })
        .meta({ description: 'as the role’s trust policy demands it' }),
      boundaryArn,
      probeAction: z.enum(['dynamodb:ListTables', 'iam:ListAccountAliases', 'lambda:ListFunctions']).meta({
        description: 'a read that the role permits; tried at activation, and again to prove that a grant has ended',
      }),
      region: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'expected an AWS region like "eu-central-1"' })
        .meta({ description: 'where the probe is made', examples: ['eu-central-1'] }),
    }),
  },
  replies: { 201: { description: 'the target', body: targetView } },
  refusals: ['already_exists', 'cannot_record'],
});

export const listTargets = operation({
  id: 'listTargets',
  method: 'GET',
  path: '/targets',
  function: 'access',
  summary: 'What may I ask for, and why not the rest',
  description:
    'All targets, page by page. For each: whether you may ask for it now and under which rule, or why not.\nFollow `next` until it is null.',
  action: 'targets:list',
  input: { path: nothing, query: z.strictObject(pageQuery(idOf('tgt'))), body: noBody },
  replies: {
    200: {
      description: 'one page',
      body: z.strictObject({ targets: z.array(targetView), next: idOf('tgt').nullable() }).meta({ id: 'TargetsPage' }),
    },
  },
  refusals: [],
});

export const readTarget = operation({
  id: 'readTarget',
  method: 'GET',
  path: '/targets/{id}',
  function: 'access',
  summary: 'Read a target',
  description: 'The target, and whether you may ask for it.',
  action: 'target:read',
  input: { path: z.strictObject({ id: idOf('tgt') }), query: nothing, body: noBody },
  replies: { 200: { description: 'the target', body: targetView } },
  refusals: ['not_found'],
});

export const finding = z
  .strictObject({
    check: z.string().meta({ description: 'which check; stable', examples: ['boundary-worn'] }),
    result: z.enum(['ok', 'warning', 'failed', 'unknown']).meta({
      description: '"warning": it works, and somebody should know; "unknown": it could not be tried',
    }),
    says: z.string(),
    remedy: z.string().nullable().meta({ description: 'what to do; null where nothing is to be done' }),
  })
  .meta({ id: 'Finding' });

export const checkTarget = operation({
  id: 'checkTarget',
  method: 'POST',
  path: '/targets/{id}/check',
  function: 'lend-credentials',
  summary: 'Try whether a target could be lent and taken back',
  description: [
    'Assumes the role as it would be lent, in sessions that may do nothing but the probe and never leave Sallyport;',
    'looks at the role, its trust and its boundary; has the boundary written as it is. Nothing about grants changes.',
    'What is found is answered in words, each finding with what to do about it.',
  ].join('\n'),
  action: 'target:check',
  input: { path: z.strictObject({ id: idOf('tgt') }), query: nothing, body: noBody },
  replies: {
    200: {
      description: 'what was found',
      body: z
        .strictObject({
          targetId: idOf('tgt'),
          identity: z.string().meta({ description: 'the source identity of the sessions that were made' }),
          findings: z.array(finding),
        })
        .meta({ id: 'TargetCheck' }),
    },
  },
  refusals: ['not_found', 'cannot_record'],
});

export const targetOperations = [registerTarget, listTargets, readTarget, checkTarget] as const;
