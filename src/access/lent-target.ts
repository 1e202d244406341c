import type { TargetId } from '../kernel/ids.ts';
import { credentialInWords, listed, placeOf } from './place-in-words.ts';
import type { AccessReads } from './ports.ts';
import type { AwsRoleTarget, CredentialTarget, DatabaseAccountTarget, Target } from './target.ts';

/** A target with what it stands on: accounts of a database are made where their administrator's credential is good. */
export type LentTarget =
  AwsRoleTarget | CredentialTarget | (DatabaseAccountTarget & { readonly madeBy: CredentialTarget });

export async function lentTarget(access: Pick<AccessReads, 'target'>, target: Target): Promise<LentTarget> {
  if (target.kind !== 'database-account') return target;
  const madeBy = await access.target(target.administrator);
  // Targets are never deleted, and only credentials are registered as administrators.
  if (madeBy?.kind !== 'credential') throw new Error(`${target.id} names an administrator that is not there`);
  return { ...target, madeBy };
}

/** Null where there is no such target. */
export async function lentById(access: Pick<AccessReads, 'target'>, id: TargetId): Promise<LentTarget | null> {
  const target = await access.target(id);
  return target === null ? null : lentTarget(access, target);
}

/** What is lent, by facts alone: whoever decides must not need the description to know what it is. */
export function lentInWords(target: LentTarget): string {
  switch (target.kind) {
    case 'aws-role':
      return `AWS role ${roleNameOf(target.roleArn)} in account ${target.accountId}`;
    case 'credential':
      return `${credentialInWords(target.address)}; ${target.revealable ? 'its holder may see it' : 'nobody may see it'}`;
    case 'database-account': {
      const { engine, at } = placeOf(target.madeBy.address);
      const rights =
        target.memberOf.length === 1 ? `role ${target.memberOf.join('')}` : `roles ${listed(target.memberOf)}`;
      return `${engine} account made for the grant in the database ${target.database} at ${at}, with the rights of the ${rights}`;
    }
  }
}

/** The role's own name, without the parts of the ARN that are said elsewhere. */
const roleNameOf = (arn: string): string => arn.split(':role/').at(-1) ?? arn;

const sharedOf = (target: LentTarget) => {
  const { id, version, name, description, sensitivity } = target;
  return { id, version, name, description, sensitivity, inWords: lentInWords(target) };
};

/** A target as whoever asks, decides or holds reads it: what all have, and what its kind has to say. */
export function targetRefOf(target: LentTarget) {
  switch (target.kind) {
    case 'aws-role':
      return roleRefOf(target);
    case 'credential':
      return credentialRefOf(target);
    case 'database-account':
      return accountRefOf(target);
  }
}

/** The same, with what its administrators keep of it. */
export function targetDetailsOf(target: LentTarget) {
  switch (target.kind) {
    case 'aws-role': {
      const { boundaryArn, probeAction, region, createdAt } = target;
      return { ...roleRefOf(target), boundaryArn, probeAction, region, createdAt };
    }
    case 'credential': {
      const { plan, lease, createdAt } = target;
      return { ...credentialRefOf(target), plan, lease, createdAt };
    }
    case 'database-account': {
      const { reassignTo, createdAt } = target;
      return { ...accountRefOf(target), reassignTo, createdAt };
    }
  }
}

const roleRefOf = (target: AwsRoleTarget) => {
  const { kind, accountId, roleArn } = target;
  return { ...sharedOf(target), kind, accountId, roleArn };
};

const credentialRefOf = (target: CredentialTarget) => {
  const { kind, owner, network, address, revealable, lease } = target;
  const { at, accounts, database } = placeOf(address);
  return {
    ...sharedOf(target),
    ...{ kind, owner, network, engine: address.engine, at, accounts: [...accounts], database },
    ...{ revealable, exclusive: lease.exclusive },
  };
};

const accountRefOf = (target: Extract<LentTarget, { kind: 'database-account' }>) => {
  const { kind, database, memberOf, madeBy } = target;
  return {
    ...sharedOf(target),
    ...{ kind, engine: madeBy.address.engine, at: placeOf(madeBy.address).at, database, memberOf },
    administrator: { id: madeBy.id, name: madeBy.name },
  };
};

/** Nobody can ask for what could not be made. */
export const standsOnRetired = (target: LentTarget): boolean =>
  target.kind === 'database-account' && target.madeBy.retiredAt !== null;

/** The version of what a target stands on: whoever agrees agrees to that too. Null where it stands on nothing. */
export interface Via {
  readonly id: CredentialTarget['id'];
  readonly version: number;
}
export const viaOf = (target: LentTarget): Via | null =>
  target.kind === 'database-account' ? { id: target.madeBy.id, version: target.madeBy.version } : null;
