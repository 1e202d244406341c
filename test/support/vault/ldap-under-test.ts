import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { makeCertificates } from '../../../local/servers/certificates.ts';
import { startSlapd } from '../../../local/servers/slapd.ts';
import type { Slapd } from '../../../local/servers/slapd.ts';
import { ldapPassword } from '../../../src/kernel/engine-address.ts';
import { ldapEngine } from '../../../src/vault/engines/ldap/ldap-engine.ts';
import type { LdapAddress } from '../../../src/vault/engines/ldap/ldap-value.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

export interface LdapUnderTest extends EngineUnderTest {
  readonly server: Slapd;
  readonly address: LdapAddress;
  /** One attribute of the policy that holds for every entry. */
  policy(name: string, value: string): Promise<void>;
  stop(): Promise<void>;
}

const services = 'ou=services,dc=example,dc=com';
const dn = `uid=orders,${services}`;
const administrator = `cn=sallyport,${services}`;
const somebody = `uid=somebody,${services}`;
const password = { app: 'first-Password-of-the-app', administrator: 'password-Of-the-administrator' };

/** As the documentation has it. */
const access = [
  `access to attrs=userPassword by self =xw by dn.exact="${administrator}" =w by anonymous auth by * none`,
  `access to attrs=pwdAccountLockedTime by dn.exact="${administrator}" read by * none`,
  `access to * by self read by dn.exact="${administrator}" read by * none`,
];

export async function startLdapUnderTest(by: 'itself' | 'administrator'): Promise<LdapUnderTest> {
  const place = await mkdtemp(join(tmpdir(), 'sp-ldap-'));
  const tls = await makeCertificates();
  const server = await startSlapd({ place, tls, access });
  const policyDn = `cn=policy,${server.suffix}`;
  const read = (value: string) => JSON.parse(value) as { username: string; password: string };
  const entries: readonly (readonly [string, Record<string, string | string[]>])[] = [
    [services, { objectClass: 'organizationalUnit', ou: 'services' }],
    [policyDn, { objectClass: ['person', 'pwdPolicy'], cn: 'policy', sn: 'policy', pwdAttribute: 'userPassword' }],
    [dn, { objectClass: 'inetOrgPerson', uid: 'orders', cn: 'Orders', sn: 'Orders', userPassword: password.app }],
    [
      administrator,
      { objectClass: 'inetOrgPerson', cn: 'sallyport', sn: 'sallyport', userPassword: password.administrator },
    ],
    [somebody, { objectClass: 'inetOrgPerson', uid: 'somebody', cn: 'S', sn: 'S', userPassword: 'somebodys-Password' }],
  ];
  const policy = (name: string, value: string) =>
    server.root((client) =>
      client.modify(
        policyDn,
        new Change({ operation: 'replace', modification: new Attribute({ type: name, values: [value] }) }),
      ),
    );
  let logged = 0;
  return {
    name: `OpenLDAP (${by})`,
    engine: ldapEngine,
    server,
    policy,
    address: ldapPassword.parse({
      ...{ engine: 'ldap', host: '127.0.0.1', port: server.port, ca: tls.ca, dn },
      administrator: by === 'itself' ? null : 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r',
    }),
    administrator:
      by === 'itself' ? null : JSON.stringify({ username: administrator, password: password.administrator }),
    keepsTwo: false,
    async reset() {
      await server.root(async (client) => {
        // The suffix stays: slapd 2.5 dies of its removal while it is not there.
        const organization = { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' };
        await client.add(server.suffix, organization).catch(() => undefined);
        for (const [name] of entries.toReversed()) await client.del(name).catch(() => undefined);
        for (const [name, attributes] of entries) await client.add(name, attributes);
      });
      logged = (await server.log()).length;
      return JSON.stringify({ engine: 'ldap', username: dn, password: password.app });
    },
    async logsIn(value) {
      const client = new Client({
        url: `ldaps://127.0.0.1:${server.port}`,
        tlsOptions: { ca: tls.ca },
        timeout: 10_000,
      });
      const login = read(value);
      try {
        await client.bind(login.username, login.password);
        return true;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 49) return false;
        throw error;
      } finally {
        await client.unbind().catch(() => undefined);
      }
    },
    rest: () =>
      server.root(async (client) => {
        const { searchEntries } = await client.search(server.suffix, { attributes: ['*', '+'] });
        const others = searchEntries.filter((entry) => entry.dn !== dn && entry.dn !== policyDn);
        // The time of its last login moves when the administrator logs in.
        const still = others.map(({ authTimestamp: _a, pwdLastSuccess: _b, ...entry }) => entry);
        return JSON.stringify(still);
      }),
    log: async () => (await server.log()).slice(logged),
    secretsOf: (value) => [read(value).password],
    open: null,
    lose: () => server.lose(),
    refuseByPolicy: async (refuse) => {
      await policy('pwdCheckQuality', '2');
      await policy('pwdMinLength', refuse ? '200' : '1');
    },
    async stop() {
      await server.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}
