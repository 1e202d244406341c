import type * as z from 'zod';
import type { settingsFields } from '../settings.ts';

type Fields = z.infer<typeof settingsFields>;

/** What several settings must agree on. `says` is for the documentation, `error` for whoever broke it. */
export interface Rule {
  /** The setting that the fault is shown at. */
  readonly path: readonly [keyof Fields, ...string[]];
  /** The settings that it looks at. */
  readonly reads: readonly (keyof Fields)[];
  readonly holds: (settings: Fields) => boolean;
  readonly says: string;
  readonly error: string;
}

const hostOf = (origin: string): string => new URL(origin).hostname;
const isWithin = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

export const rules: readonly Rule[] = [
  {
    path: ['issuer'],
    reads: ['environment', 'issuer'],
    holds: ({ environment, issuer }) => environment === 'local' || issuer.startsWith('https://'),
    says: '`issuer` begins with `https://`; only the local stand-in may use `http://localhost`.',
    error: 'must be https:// (only the local stand-in may use http://localhost)',
  },
  {
    path: ['issuer'],
    reads: ['issuer', 'domain'],
    holds: ({ issuer, domain }) =>
      domain === undefined ||
      (issuer.startsWith('https://') && new URL(issuer).port === '' && !issuer.endsWith('.amazonaws.com')),
    says: 'With `domain`, `issuer` is the https origin of that domain: a name of your own, without a port.',
    error:
      'with a custom domain, expected its https origin: a name of your own (not one of amazonaws.com) without a port',
  },
  {
    path: ['domain', 'hostedZone', 'name'],
    reads: ['issuer', 'domain'],
    holds: ({ issuer, domain }) => domain?.hostedZone === undefined || isWithin(hostOf(issuer), domain.hostedZone.name),
    says: 'The host of `issuer` lies in `domain.hostedZone`.',
    error: 'expected the zone in which the host of the issuer lies',
  },
  {
    path: ['email', 'identityArn'],
    reads: ['email'],
    holds: ({ email }) => {
      const identity = email?.identityArn?.split(':identity/')[1];
      const [, domain = ''] = email?.from.split('@') ?? [];
      return identity === undefined || identity === email?.from || isWithin(domain, identity);
    },
    says: '`email.identityArn` is the address in `email.from`, or a domain that it belongs to.',
    error: 'expected the identity of the address in email.from, or of its domain',
  },
  {
    path: ['apiThrottle', 'burst'],
    reads: ['apiThrottle'],
    holds: ({ apiThrottle }) => apiThrottle.burst >= Math.min(apiThrottle.ratePerSecond, 5000),
    says: '`apiThrottle.burst` is at least `apiThrottle.ratePerSecond` (or 5000): a smaller one would undercut the rate.',
    error: 'expected at least ratePerSecond, or 5000',
  },
  {
    path: ['crashPointsFile'],
    reads: ['environment', 'crashPointsFile'],
    holds: ({ environment, crashPointsFile }) => environment === 'local' || crashPointsFile === undefined,
    says: '`crashPointsFile` is for `environment` `local` only.',
    error: 'is for environment "local" only',
  },
  {
    path: ['vault', 'networks'],
    reads: ['vault'],
    holds: ({ vault }) =>
      Object.values(vault.networks).every(({ availabilityZones, subnetIds }) =>
        [availabilityZones.length, new Set(subnetIds).size].every((count) => count === subnetIds.length),
      ),
    says: 'A network of `vault.networks` names each subnet once, and for each its availability zone.',
    error: 'expected as many availability zones as subnets, and each subnet once',
  },
];
