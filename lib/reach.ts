import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BOUNDARY_PREFIX, ROLE_PREFIX } from '../src/access/target.ts';
import { READER_ROLE, WRITER_ROLE } from '../src/targets/aws-role/account-access.ts';
import type { Settings } from './settings.ts';

/** How far Sallyport's hand goes: its own account, the accounts of the settings, and the adopted roles by their ARNs. */
export interface Reach {
  /** Roles that may be lent. */
  readonly lent: readonly string[];
  /** Those of them in this account: what is looked at without a detour. */
  readonly lentHere: readonly string[];
  /** What other accounts deployed for whoever reads roles, and for whoever writes boundaries. */
  readonly readers: readonly string[];
  readonly writers: readonly string[];
  readonly environment: { readonly ACCOUNTS: string; readonly ADOPTED_ROLES: string };
}

export function reachOf({ accounts, adoptedRoles }: Pick<Settings, 'accounts' | 'adoptedRoles'>): Reach {
  const roleIn = (account: string, name: string) => `arn:${Aws.PARTITION}:iam::${account}:role/${name}`;
  const here = roleIn(Aws.ACCOUNT_ID, `${ROLE_PREFIX}*`);
  const isElsewhere = (arn: string) => accounts.some((account) => arn.split(':')[4] === account);
  return {
    lent: [here, ...accounts.map((account) => roleIn(account, `${ROLE_PREFIX}*`)), ...adoptedRoles],
    lentHere: [here, ...adoptedRoles.filter((arn) => !isElsewhere(arn))],
    readers: accounts.map((account) => roleIn(account, READER_ROLE)),
    writers: accounts.map((account) => roleIn(account, WRITER_ROLE)),
    environment: { ACCOUNTS: [Aws.ACCOUNT_ID, ...accounts].join(), ADOPTED_ROLES: adoptedRoles.join() },
  };
}

/** A session of a target role needs all three; the names keep every other role of these accounts out of reach. */
export const maySpeakForGrants = ({ lent }: Reach): PolicyStatement =>
  new PolicyStatement({
    sid: 'AssumeTargetRoles',
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    resources: [...lent],
  });

export const maySeeRoles = ({ lentHere }: Reach): PolicyStatement =>
  new PolicyStatement({ sid: 'SeeTargetRoles', actions: ['iam:GetRole'], resources: [...lentHere] });

/** The roles that other accounts have for one right; nothing where the settings name no account. */
export const mayEnter = (sid: string, roles: readonly string[]): PolicyStatement[] =>
  roles.length === 0 ? [] : [new PolicyStatement({ sid, actions: ['sts:AssumeRole'], resources: [...roles] })];

export const mayOnBoundaries = (sid: string, actions: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: actions.map((action) => `iam:${action}`),
    resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${BOUNDARY_PREFIX}*`],
  });
