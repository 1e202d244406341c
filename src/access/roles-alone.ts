import { byKind } from './by-kind.ts';
import type { Checks, Denies, Examines, Probes } from './target-contract.ts';
import type { AwsRoleTarget } from './target.ts';

/** What a function does that has means for roles alone: targets of other kinds are not lent by it, and it says so. */
export const rolesAlone = {
  checks: ({ check }: Checks<AwsRoleTarget>): Checks => ({
    check: (target) =>
      byKind<ReturnType<Checks['check']>>(target, {
        'aws-role': check,
        credential: () => Promise.resolve(unlent),
        'database-account': () => Promise.resolve(unlent),
      }),
  }),
  probes: ({ probe }: Probes<AwsRoleTarget>): Probes => ({
    probe: (target, holding) =>
      byKind<ReturnType<Probes['probe']>>(target, {
        'aws-role': (role) => probe(role, holding),
        credential: () => Promise.resolve('no-session'),
        'database-account': () => Promise.resolve('no-session'),
      }),
  }),
  denies: ({ deny }: Denies<AwsRoleTarget>): Denies => ({
    deny: (target, denied) =>
      byKind<ReturnType<Denies['deny']>>(target, {
        'aws-role': (role) => deny(role, denied),
        credential: () => Promise.resolve('missing'),
        'database-account': () => Promise.resolve('missing'),
      }),
  }),
  examines: ({ examine }: Examines<AwsRoleTarget>): Examines => ({
    examine: (target, as) =>
      byKind<ReturnType<Examines['examine']>>(target, {
        'aws-role': (role) => examine(role, as),
        credential: () => Promise.resolve([untried]),
        'database-account': () => Promise.resolve([untried]),
      }),
  }),
};

const unlent = { lendable: false, why: 'kind_not_lent' } as const;
const untried = {
  check: 'kind',
  result: 'unknown',
  says: 'Targets of this kind cannot be tried yet.',
  remedy: null,
} as const;
