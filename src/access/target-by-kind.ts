import { byKind } from './by-kind.ts';
import type { Checks, Examines, Gives, Probes, TakesBack } from './target-contract.ts';
import type { TargetKind, TargetOf } from './target.ts';

/** One port over all kinds of target, of what each kind brings for its own. */
export const checksByKind = (kinds: { readonly [Kind in TargetKind]: Checks<TargetOf<Kind>> }): Checks => ({
  check: (target) =>
    byKind(target, {
      'aws-role': kinds['aws-role'].check,
      credential: kinds.credential.check,
      'database-account': kinds['database-account'].check,
    }),
});

export const probesByKind = (kinds: { readonly [Kind in TargetKind]: Probes<TargetOf<Kind>> }): Probes => ({
  probe: (target, ...of) =>
    byKind(target, {
      'aws-role': (role) => kinds['aws-role'].probe(role, ...of),
      credential: (credential) => kinds.credential.probe(credential, ...of),
      'database-account': (account) => kinds['database-account'].probe(account, ...of),
    }),
});

/** Accounts alone are made for a grant. */
export const givesAccounts = (accounts: Gives<TargetOf<'database-account'>>): Gives => ({
  makes: (target) => target.kind === 'database-account' && accounts.makes(target),
  give: (target, ...of) =>
    byKind<ReturnType<Gives['give']>>(target, {
      'aws-role': () => Promise.resolve(null),
      credential: () => Promise.resolve(null),
      'database-account': (account) => accounts.give(account, ...of),
    }),
});

/** Of a role there is nothing to take back: its sessions carry their end, and an early one is denied in its boundary. */
export const takesBackByKind = (kinds: {
  readonly credential: TakesBack<TargetOf<'credential'>>;
  readonly 'database-account': TakesBack<TargetOf<'database-account'>>;
}): TakesBack => ({
  takeBack: (target, ...of) =>
    byKind(target, {
      'aws-role': () => Promise.resolve(),
      credential: (credential) => kinds.credential.takeBack(credential, ...of),
      'database-account': (account) => kinds['database-account'].takeBack(account, ...of),
    }),
});

export const examinesByKind = (kinds: { readonly [Kind in TargetKind]: Examines<TargetOf<Kind>> }): Examines => ({
  examine: (target, as) =>
    byKind(target, {
      'aws-role': (role) => kinds['aws-role'].examine(role, as),
      credential: (credential) => kinds.credential.examine(credential, as),
      'database-account': (account) => kinds['database-account'].examine(account, as),
    }),
});
