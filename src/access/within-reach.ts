import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ROLE_PREFIX } from './target.ts';

/** What the settings let Sallyport reach: its functions have no permission for anything else (lib/reach.ts). */
export interface Within {
  /** Sallyport's own account, and the others of the settings. */
  readonly accounts: readonly string[];
  /** Roles that are lent although their names do not say so. */
  readonly adoptedRoles: readonly string[];
}

/** Why a role cannot be lent by this deployment, before anybody looks at it; null when it can. */
export function outOfReach({ accounts, adoptedRoles }: Within, roleArn: string): Refusal | null {
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  if (!accounts.includes(account))
    return wrong(
      `The account ${account} is not one that Sallyport lends roles of: ${accounts.join(', ')}. ` +
        'Deploy templates/account-access.yaml there, add it to "accounts" in the settings, and deploy.',
    );
  if (resource.startsWith(`role/${ROLE_PREFIX}`) || adoptedRoles.includes(roleArn)) return null;
  return wrong(
    `The role is not named ${ROLE_PREFIX}<name> and is not adopted. ` +
      'Add it to "adoptedRoles" in the settings and deploy; `sallyport targets adopt` says what else it needs.',
  );
}

const wrong = (message: string): Refusal =>
  refusal('invalid_request', message, { errors: [{ path: 'body.roleArn', message }] });
