import type { EngineName } from '../../kernel/engine-address.ts';
import type { AccountMaker } from '../account-maker.ts';
import type { Engine } from '../engine.ts';
import { httpEngine } from './http/http-engine.ts';
import { iamAccessKeyEngine } from './iam-access-key/iam-access-key-engine.ts';
import type { IamKeys } from './iam-access-key/iam-keys.ts';
import type { Wait } from './iam-access-key/wait.ts';
import { ldapEngine } from './ldap/ldap-engine.ts';
import { mysqlAccounts } from './mysql/mysql-accounts.ts';
import { mysqlEngine } from './mysql/mysql-engine.ts';
import { postgresqlAccounts } from './postgresql/postgresql-accounts.ts';
import { postgresqlEngine } from './postgresql/postgresql-engine.ts';
import { redisEngine } from './redis/redis-engine.ts';
import { sshEngine } from './ssh/ssh-engine.ts';

export type Engines = Readonly<Record<EngineName, Engine>>;

/** Every engine by the name that addresses have for it. A new one is named here (docs/writing-an-engine.md). */
export const allEngines = ({ keys, wait }: { readonly keys: IamKeys; readonly wait: Wait }): Engines => ({
  postgresql: postgresqlEngine,
  mysql: mysqlEngine,
  redis: redisEngine,
  'iam-access-key': iamAccessKeyEngine({ keys, wait }),
  'ssh-key': sshEngine,
  ldap: ldapEngine,
  http: httpEngine,
});

/** Those that can make an account for a grant. */
export const accountMakers: { readonly [Name in EngineName]?: AccountMaker } = {
  postgresql: postgresqlAccounts,
  mysql: mysqlAccounts,
};
