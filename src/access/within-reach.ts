import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ROLE_PREFIX } from './target.ts';
import type { CredentialTarget } from './target.ts';

/** What the settings let Sallyport reach: its functions have no permission for anything else (lib/reach.ts). */
export interface Within {
  /** Sallyport's own account, and the others of the settings. */
  readonly accounts: readonly string[];
  /** Roles that are lent although their names do not say so. */
  readonly adoptedRoles: readonly string[];
  /** Private networks that hold servers of vaulted credentials. */
  readonly networks: readonly string[];
  /** Secrets that were there before, by their ARNs. */
  readonly importedSecrets: readonly string[];
  /** IAM users whose access keys may be vaulted. */
  readonly iamUsers: readonly string[];
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

/** What a credential names and the settings do not; null when they name it all. */
export function notNamed(
  { networks, importedSecrets, iamUsers }: Within,
  { network, importedSecret, address }: Pick<CredentialTarget, 'network' | 'importedSecret' | 'address'>,
): { readonly field: string; readonly message: string } | null {
  const beyond = (field: string, setting: string, what: string, known: readonly string[]) => ({
    field,
    message: `${what} is not among "vault.${setting}" in the settings (${known.join(', ') || 'there are none'}). Add it there and deploy.`,
  });
  if (network !== null && !networks.includes(network))
    return beyond('network', 'networks', `The network "${network}"`, networks);
  if (importedSecret !== null && !importedSecrets.includes(importedSecret))
    return beyond('importedSecret', 'importedSecrets', `The secret ${importedSecret}`, importedSecrets);
  if (address.engine === 'iam-access-key' && !iamUsers.includes(address.userName))
    return beyond('address.userName', 'iamUsers', `The IAM user "${address.userName}"`, iamUsers);
  return null;
}

const wrong = (message: string): Refusal =>
  refusal('invalid_request', message, { errors: [{ path: 'body.roleArn', message }] });
