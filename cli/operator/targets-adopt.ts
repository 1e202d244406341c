import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  CreatePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { planAdoption } from './plan-adoption.ts';
import type { Change, Plan, RoleToAdopt } from './plan-adoption.ts';

const usage = `Usage: sallyport targets adopt ROLE [--sallyport-account 123456789012] [--external-id ID] [--apply] [--json]

Makes a role that exists lendable: gives it the boundary that early ends are written into, and lets Sallyport's lending
functions assume it. Says what it would change, and does it with --apply. Run again, it finds nothing left to change.

ROLE is a name or an ARN. Uses your AWS credentials of the account that the role is in: iam:GetRole, iam:GetPolicy and
iam:GetPolicyVersion to look, iam:CreatePolicy, iam:PutRolePermissionsBoundary and iam:UpdateAssumeRolePolicy to change.
--sallyport-account is needed where Sallyport is deployed in another account.`;

type Possible = Extract<Plan, { can: true }>;

/** Not over the API: whoever may rewrite a role's trust is the owner of its account (docs/decisions). */
export async function targetsAdopt(
  args: readonly string[],
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<number> {
  const given = parse(args);
  if ('says' in given) {
    print(given.says);
    return given.code;
  }
  const iam = new IAMClient({});
  const role = await readRole(iam, given.role);
  if (role === null) {
    print(`There is no role ${given.role} in this account. Are AWS_PROFILE and the name the right ones?`);
    return 1;
  }
  const account = role.arn.split(':')[4] ?? '';
  const partition = role.arn.split(':')[1] ?? 'aws';
  const boundary = await readBoundary(iam, `arn:${partition}:iam::${account}:policy/sallyport-boundary-${role.name}`);
  const plan = planAdoption({
    role,
    boundary,
    sallyportAccount: given.sallyportAccount ?? account,
    externalId: given.externalId ?? `sallyport-${randomUUID()}`,
  });
  if (!plan.can) {
    print(
      given.json ? JSON.stringify({ adopted: false, why: plan.why }) : `${role.arn} cannot be adopted.\n${plan.why}`,
    );
    return 1;
  }
  if (given.apply) for (const change of plan.changes) await apply(iam, role, plan, change);
  const elsewhere = given.sallyportAccount !== undefined && given.sallyportAccount !== account;
  if (given.json) print(JSON.stringify({ adopted: given.apply || plan.changes.length === 0, role: role.arn, ...plan }));
  else for (const line of inWords(role, plan, { applied: given.apply, elsewhere })) print(line);
  return 0;
}

interface Given {
  readonly role: string;
  readonly sallyportAccount: string | undefined;
  readonly externalId: string | undefined;
  readonly apply: boolean;
  readonly json: boolean;
}

function parse(args: readonly string[]): Given | { readonly says: string; readonly code: number } {
  const options = {
    'sallyport-account': { type: 'string' },
    'external-id': { type: 'string' },
    apply: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { 'sallyport-account': sallyportAccount, 'external-id': externalId, apply, json, help } = values;
    if (help) return { says: usage, code: 0 };
    const [role, ...more] = positionals;
    if (role === undefined || more.length > 0) return { says: `Which role? One is needed.\n\n${usage}`, code: 2 };
    if (sallyportAccount !== undefined && !/^\d{12}$/.test(sallyportAccount))
      return {
        says: `--sallyport-account is "${sallyportAccount}"; it takes the twelve digits of an account.`,
        code: 2,
      };
    if (externalId !== undefined && !/^[\w+=,.@:/-]{2,128}$/.test(externalId))
      return { says: `--external-id is "${externalId}"; it takes 2 to 128 of letters, digits and +=,.@:/-_.`, code: 2 };
    return { role: role.slice(role.lastIndexOf('/') + 1), sallyportAccount, externalId, apply, json };
  } catch (error) {
    return { says: `${error instanceof Error ? error.message : 'Not understood.'}\n\n${usage}`, code: 2 };
  }
}

async function readRole(iam: IAMClient, name: string): Promise<RoleToAdopt | null> {
  const role = await unlessMissing(iam.send(new GetRoleCommand({ RoleName: name })));
  if (role?.Role?.Arn === undefined) return null;
  const { Arn: arn, RoleName = name, Path: path = '/', AssumeRolePolicyDocument, PermissionsBoundary } = role.Role;
  const boundaryArn = PermissionsBoundary?.PermissionsBoundaryArn ?? null;
  return { arn, name: RoleName, path, trust: documentOf(AssumeRolePolicyDocument), boundaryArn };
}

async function readBoundary(iam: IAMClient, arn: string): Promise<{ readonly document: unknown } | null> {
  const found = await unlessMissing(iam.send(new GetPolicyCommand({ PolicyArn: arn })));
  if (found === null) return null;
  const VersionId = found.Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId }));
  return { document: documentOf(PolicyVersion?.Document) };
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return null;
    throw error;
  }
}

/** IAM gives documents encoded as in a URL (RFC 3986). */
const documentOf = (text = 'null'): unknown => JSON.parse(decodeURIComponent(text));

/** In the order of the plan: the boundary before the trust, so that nothing is lent that cannot be taken back. */
async function apply(iam: IAMClient, { name }: RoleToAdopt, plan: Possible, { kind }: Change): Promise<void> {
  switch (kind) {
    case 'make-boundary':
      await iam.send(
        new CreatePolicyCommand({
          PolicyName: `sallyport-boundary-${name}`,
          Description: 'Written by Sallyport (take-away): denies ended grants what they still hold',
          PolicyDocument: JSON.stringify(plan.boundary),
        }),
      );
      return;
    case 'wear-boundary':
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: plan.boundaryArn }));
      return;
    case 'trust-sallyport':
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: JSON.stringify(plan.trust) }));
  }
}

function inWords(
  { arn, name }: RoleToAdopt,
  { changes, warnings, boundaryArn, externalId }: Possible,
  { applied, elsewhere }: { readonly applied: boolean; readonly elsewhere: boolean },
): readonly string[] {
  const nothing = changes.length === 0;
  return [
    nothing ? `${arn} is adopted already.` : `${arn} ${applied ? 'is adopted. Done:' : 'can be adopted. It would'}`,
    ...changes.map(({ says }) => `  - ${says}`),
    '',
    ...warnings.map((warning) => `! ${warning}`),
    '',
    ...(nothing || applied
      ? [
          'Next:',
          ...(name.startsWith('sallyport-target-')
            ? []
            : [`  1. add "${arn}" to "adoptedRoles" in the settings, and deploy`]),
          ...(elsewhere ? [`     (and let ${arn} be read: AdoptedRoleArns of templates/account-access.yaml)`] : []),
          '  2. register the target with',
          `       roleArn      ${arn}`,
          `       boundaryArn  ${boundaryArn}`,
          `       externalId   ${externalId}`,
          '  3. sallyport targets check',
        ]
      : ['Nothing was changed. Run it again with --apply to do it.']),
  ];
}
