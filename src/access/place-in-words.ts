import type { EngineAddress } from '../kernel/engine-address.ts';

/** Where a credential is good and for whom, as people read it. */
export interface Place {
  /** The product, as its users call it. */
  readonly engine: string;
  /** Host and port, an origin, or the service. */
  readonly at: string;
  /** The users, accounts or entries that log in with it. */
  readonly accounts: readonly string[];
  /** Null where there is none, or where it is not said. */
  readonly database: string | null;
}

export function placeOf(address: EngineAddress): Place {
  switch (address.engine) {
    case 'postgresql': {
      const accounts = address.strategy === 'single-user' ? [address.user] : address.users;
      return { engine: 'PostgreSQL', at: hostAndPort(address), accounts, database: address.database };
    }
    case 'mysql':
      return { engine: 'MySQL', at: hostAndPort(address), accounts: address.users, database: address.database };
    case 'redis':
      return { engine: 'Redis', at: hostAndPort(address), accounts: [address.user], database: null };
    case 'iam-access-key':
      return { engine: 'AWS', at: 'IAM', accounts: [address.userName], database: null };
    case 'ssh-key':
      return { engine: 'SSH', at: hostAndPort(address), accounts: [address.user], database: null };
    case 'ldap':
      return { engine: 'LDAP', at: hostAndPort(address), accounts: [address.dn], database: null };
    case 'http':
      return { engine: 'HTTP', at: address.baseUrl, accounts: [], database: null };
  }
}

const hostAndPort = ({ host, port }: { readonly host: string; readonly port: number }): string => `${host}:${port}`;

/** "password of the PostgreSQL user app of the database orders at db.example.com:5432". */
export function credentialInWords(address: EngineAddress): string {
  const { engine, at, accounts, database } = placeOf(address);
  const whose = accounts.length === 1 ? `user ${accounts.join('')}` : `users ${listed(accounts)}`;
  switch (address.engine) {
    case 'postgresql':
    case 'mysql':
      return `password of the ${engine} ${whose}${database === null ? '' : ` of the database ${database}`} at ${at}`;
    case 'redis':
      return `password of the Redis ${whose} at ${at}`;
    case 'iam-access-key':
      return `access key of the IAM ${whose} of Sallyport’s own account`;
    case 'ssh-key':
      return `SSH key of the ${whose} at ${at}`;
    case 'ldap':
      return `password of the LDAP entry ${accounts.join('')} at ${at}`;
    case 'http':
      return `credential of the service at ${at}`;
  }
}

/** "a, b and c". */
export const listed = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);
