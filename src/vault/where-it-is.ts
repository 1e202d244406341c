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

/** The same for a program: what it connects to. */
export interface Place {
  readonly engine: EngineAddress['engine'];
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly ca: string | null;
}

export const placeOf = (address: EngineAddress): Place => ({
  engine: address.engine,
  host: 'host' in address ? address.host : null,
  port: 'port' in address ? address.port : null,
  database: 'database' in address ? address.database : null,
  ca: 'ca' in address ? address.ca : null,
});
