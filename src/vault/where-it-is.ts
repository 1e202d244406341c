import type { EngineAddress } from '../kernel/engine-address.ts';

/** Where a credential is good for something, as people read it. */
export function whereItIs(address: EngineAddress): string {
  switch (address.engine) {
    case 'postgresql':
      return `${address.database} on ${address.host}:${address.port}`;
    case 'mysql':
      return `${address.database ?? 'all databases'} on ${address.host}:${address.port}`;
    case 'redis':
      return `${address.user} on ${address.host}:${address.port}`;
    case 'iam-access-key':
      return `IAM user ${address.userName}`;
    case 'ssh-key':
      return `${address.user}@${address.host}:${address.port}`;
    case 'ldap':
      return `${address.dn} on ${address.host}:${address.port}`;
    case 'http':
      return address.baseUrl;
  }
}
