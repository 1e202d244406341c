import type { Target, TargetKind, TargetOf } from './target.ts';

/** What this target's kind says. */
export function byKind<T>(target: Target, on: { readonly [Kind in TargetKind]: (target: TargetOf<Kind>) => T }): T {
  switch (target.kind) {
    case 'aws-role':
      return on['aws-role'](target);
    case 'credential':
      return on.credential(target);
    case 'database-account':
      return on['database-account'](target);
  }
}
