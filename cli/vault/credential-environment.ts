import type { Environment } from '../context.ts';
import type { Value } from './reveal.ts';

/** Under which names the usual tools of an engine look for what a value holds. */
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // https://www.postgresql.org/docs/current/libpq-envars.html
  postgresql: {
    host: 'PGHOST',
    port: 'PGPORT',
    dbname: 'PGDATABASE',
    database: 'PGDATABASE',
    username: 'PGUSER',
    password: 'PGPASSWORD',
  },
  // https://mariadb.com/docs/server/server-management/install-and-upgrade-mariadb/mariadb-environment-variables
  mysql: { host: 'MYSQL_HOST', port: 'MYSQL_TCP_PORT', password: 'MYSQL_PWD' },
  // https://redis.io/docs/latest/develop/tools/cli/
  redis: { password: 'REDISCLI_AUTH' },
  // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
  'iam-access-key': { accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' },
};
const besides: Readonly<Record<string, Environment>> = {
  postgresql: { PGSSLMODE: 'verify-full' },
};
/** What would compete with what is given. */
const competing: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['PGPASSFILE', 'PGSERVICE', 'PGSERVICEFILE', 'PGHOSTADDR'],
  'iam-access-key': ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'],
};

/**
 * The environment of a command that acts with a vaulted credential: each field as `SALLYPORT_<FIELD>`, and under the
 * names that the engine's own tools read. `caFile` is where the authority of the server's certificate was written.
 */
export function credentialEnvironment(
  environment: Environment,
  engine: string,
  value: Value,
  caFile: string | null,
): Environment {
  const left = Object.entries(environment).filter(([name]) => !(competing[engine] ?? []).includes(name.toUpperCase()));
  const own = Object.entries(value).map(([field, text]) => [`SALLYPORT_${constantCase(field)}`, text] as const);
  const usual = Object.entries(value).flatMap(([field, text]) => {
    const name = names[engine]?.[field];
    return name === undefined ? [] : [[name, text] as const];
  });
  return {
    ...Object.fromEntries(left),
    ...besides[engine],
    ...Object.fromEntries<string>([...own, ...usual]),
    ...(caFile !== null && { SALLYPORT_CA_FILE: caFile, ...(engine === 'postgresql' && { PGSSLROOTCERT: caFile }) }),
  };
}

/** `accessKeyId` → `ACCESS_KEY_ID`. */
const constantCase = (field: string): string => field.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
