import type { Probed, Strays } from './engine.ts';
import type { KeeperReply } from './keeper-orders.ts';
import type { Left, Repair, WhyNot } from './reconcile.ts';

type Finding = KeeperReply<'reconcile'>['findings'][number];

const notRepaired: { readonly [Why in WhyNot]: string } = {
  leased: 'Somebody holds the credential: it is repaired after check-in.',
  'attempt-under-way': 'Another rotation is under way.',
  retiring: 'The old value is still being taken out of use: that comes first.',
  busy: 'A step of the rotation runs, or ended unclearly just now: try again in two minutes.',
  'nothing-alive': 'No value that Secrets Manager has logs in. Nothing was thrown away. Set one by hand at the target.',
  unknown: 'The target does not say clearly which value is good: nothing was changed.',
  'not-verified': 'The new value logs in, but may not do what it must: see to its rights, then try again.',
  'changed-meanwhile': 'Somebody else changed it at the same moment: look again.',
};

const repaired: { readonly [What in Repair]: string } = {
  recorded: 'The new value was current already; the state says so now.',
  finished: 'The pending value logs in: it was verified and is current now.',
  'label-removed': 'The pending version was never good: its label was removed, so that a rotation can begin.',
  'previous-current': 'The value before the current one is the one that logs in: it is current again.',
  retiring: 'The value before the current one still logged in: it will be taken out of use.',
};

const left: { readonly [Is in Left['is']]: string } = {
  attempt: 'A rotation was begun and not finished.',
  'previous-alone': 'The current value is refused, the one before it logs in.',
  'previous-alive': 'The value before the current one still logs in, and nothing is about to end that.',
  'nothing-alive': 'The current value is refused, and no other one logs in.',
};

/** What is found, in words for whoever keeps the credential. */
export const says = {
  noSecret: (): Finding => ({
    check: 'secret',
    result: 'failed',
    says: 'The secret is not there.',
    remedy: 'Set a value; a secret that is to be deleted can be restored for some days in Secrets Manager.',
  }),

  version(label: string, version: { readonly value: string | null; readonly probed: Probed | null } | null): Finding {
    const check = label;
    if (version === null)
      return { check, result: 'failed', says: 'No version has this label.', remedy: 'Set a value.' };
    const { probed } = version;
    if (probed === null) return { check, result: 'warning', says: 'The version has no value.', remedy: null };
    const old = label === 'AWSPREVIOUS';
    if (probed.login === 'alive')
      return { check, result: old ? 'warning' : 'ok', says: 'The value logs in.', remedy: null };
    if (probed.login === 'unknown')
      return { check, result: 'unknown', says: probed.fault.says, remedy: 'See that the target answers.' };
    const bad = label === 'AWSCURRENT';
    return {
      check,
      result: bad ? 'failed' : 'ok',
      says: `The target refuses the value: ${probed.fault.says}`,
      remedy: null,
    };
  },

  left: (is: Left['is']): Finding => ({
    check: 'repair',
    result: 'warning',
    says: left[is],
    remedy: is === 'nothing-alive' ? 'Set a value by hand, at the target and here.' : 'Reconcile with repair.',
  }),

  strays: (found: Strays): readonly Finding[] =>
    'fault' in found
      ? [{ check: 'strays', result: 'unknown', says: found.fault.says, remedy: 'See that the target answers.' }]
      : found.strays.map(({ says, remedy, removable }) => ({
          check: 'strays',
          result: 'warning',
          says: removable ? `${says} A rotation that broke off left it.` : says,
          remedy: removable ? 'Reconcile with repair.' : remedy,
        })),

  removed: (name: string): string => `${name} was removed from the target: nobody ever had its secret.`,

  notRepaired: (why: WhyNot): Finding => ({ check: 'repair', result: 'failed', says: notRepaired[why], remedy: null }),
  repaired: (what: Repair): string => repaired[what],
};
