import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { writeCertificates } from './certificates.ts';
import type { Certificates } from './certificates.ts';
import { startCorded } from './corded-server.ts';
import type { CordedServer } from './corded-server.ts';
import { ensureDebianPackages } from './debian.ts';
import { freePort } from './free-port.ts';

export type Slapd = CordedServer & {
  readonly port: number;
  /** Below which everything is. */
  readonly suffix: 'dc=example,dc=com';
  /** Some operations as the one whom no rule stops. */
  root<T>(run: (client: Client) => Promise<T>): Promise<T>;
  log(): Promise<string>;
};

/**
 * An OpenLDAP of its own (Debian's package) on 127.0.0.1 and a free port, over TLS only, with the overlay for password
 * policies (slapo-ppolicy(5)). `access` are lines of slapd.access(5). It ends with this process.
 */
export async function startSlapd({
  place,
  tls,
  access,
}: {
  readonly place: string;
  readonly tls: Certificates;
  readonly access: readonly string[];
}): Promise<Slapd> {
  await ensureDebianPackages(['slapd']);
  const at = (name: string) => join(place, name);
  await mkdir(at('data'), { recursive: true, mode: 0o700 });
  await chmod(place, 0o700);
  const files = await writeCertificates(place, tls);
  const password = randomBytes(24).toString('hex');
  const suffix = 'dc=example,dc=com';
  const lines = [
    ...['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`),
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'moduleload ppolicy',
    `pidfile ${at('pid')}`,
    `TLSCACertificateFile ${files.ca}`,
    `TLSCertificateFile ${files.certificate}`,
    `TLSCertificateKeyFile ${files.key}`,
    'TLSVerifyClient never',
    'database mdb',
    `suffix "${suffix}"`,
    `rootdn "cn=root,${suffix}"`,
    `rootpw ${password}`,
    `directory ${at('data')}`,
    'maxsize 10485760',
    ...access,
    'overlay ppolicy',
    `ppolicy_default "cn=policy,${suffix}"`,
    'ppolicy_hash_cleartext',
    'ppolicy_use_lockout',
  ];
  await writeFile(at('slapd.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const port = await freePort();
  const root = async <T>(run: (client: Client) => Promise<T>) => {
    const client = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions: { ca: tls.ca }, timeout: 10_000 });
    try {
      await client.bind(`cn=root,${suffix}`, password);
      return await run(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };
  const server = await startCorded({
    name: 'slapd',
    // With a level of logging it stays in the foreground.
    command: ['/usr/sbin/slapd', '-f', at('slapd.conf'), '-h', `ldaps://127.0.0.1:${port}`, '-d', 'stats,stats2'],
    place,
    log: at('log'),
    ready: () => root(async () => undefined),
  });
  return { ...server, port, suffix, root, log: () => readFile(at('log'), 'utf8') };
}
