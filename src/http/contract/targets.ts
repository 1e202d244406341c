import * as z from 'zod';
import { leaseTerms, rotationPlan } from '../../kernel/engine-address.ts';
import { idOf } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { credentialFields, databaseAccountFields, pageQuery, roleFields, ruleView } from './access-fields.ts';
import { noBody, nothing } from './nothing.ts';
import { targetRegistration } from './target-fields.ts';

const asking = {
  createdAt: epochSeconds,
  mayAsk: z.boolean(),
  whyNot: z
    .strictObject({ code: z.string(), detail: z.string() })
    .nullable()
    .meta({ description: 'null when one may ask' }),
  rule: ruleView.nullable().meta({ description: 'under what one may ask; null when one may not' }),
};
export const targetView = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...roleFields,
      ...{ boundaryArn: z.string(), probeAction: z.string(), region: z.string() },
      ...asking,
    }),
    z.strictObject({ ...credentialFields, plan: rotationPlan, lease: leaseTerms.unwrap(), ...asking }),
    z.strictObject({ ...databaseAccountFields, reassignTo: z.string(), ...asking }),
  ])
  .meta({ id: 'Target' });
export type TargetView = z.infer<typeof targetView>;

export const registerTarget = operation({
  id: 'registerTarget',
  method: 'POST',
  path: '/targets',
  function: 'configuration',
  givesPower: true,
  summary: 'Register a target',
  description: [
    'Registers something privileged that people can then be made eligible for.',
    'An AWS role must trust Sallyport’s lending functions and carry the permissions boundary named here (the construct',
    '`TargetRole` makes both); its account is read from its ARN. A credential gets its value afterwards',
    '(`PUT /credentials/{id}/value`), or has it in an imported secret. Accounts of a database are made with a credential',
    'that was registered before. A name, a role, a boundary and a secret are each registered once; a role that was',
    'retired comes back under its old id.',
  ].join('\n'),
  action: 'targets:write',
  input: {
    path: nothing,
    query: nothing,
    body: targetRegistration,
  },
  replies: { 201: { description: 'the target', body: targetView } },
  refusals: ['already_exists', 'still_needed', 'conflict', 'cannot_record'],
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
