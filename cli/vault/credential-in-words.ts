import type { Output } from '../output.ts';
import { dateInWords, secondsInWords } from '../time-in-words.ts';
import type { Credential } from './find-credential.ts';

const whys: Readonly<Record<NonNullable<Credential['owed']>['why'], string>> = {
  schedule: 'by its schedule',
  'check-in': 'after a check-in',
  reveal: 'because somebody saw it',
  'on-demand': 'because somebody asked',
  'break-glass': 'after an emergency',
};

/** One word or two, for a column. */
export function healthOf({ health, failing, overdue }: Credential, out: Output): string {
  if (health.state === 'none') return out.paint('dim', 'no value yet');
  if (health.state === 'failed') return out.paint('red', 'does not log in');
  if (failing !== null) return out.paint('red', 'rotation fails');
  if (overdue) return out.paint('yellow', 'overdue');
  return health.state === 'ok' ? out.paint('green', 'ok') : out.paint('yellow', 'not known');
}

export const holdersOf = ({ held, queue }: Credential): string =>
  [
    held.map(({ holder }) => holder.name).join(', ') || '-',
    ...(queue.length === 0 ? [] : [`+${queue.length} waiting`]),
  ].join(' ');

/** All that may be known of one credential; never its value. */
export function credentialInWords(credential: Credential, out: Output, now: number): readonly string[] {
  const { health, held, queue, lastRotation, nextRotationAt, owed, underWay, failing, retiring, plan } = credential;
  const row = (head: string, says: string) => `  ${out.paint('dim', head.padEnd(11))} ${says}`;
  return [
    out.paint('bold', credential.name),
    row('is', `${credential.engine}, ${credential.where}`),
    row('id', credential.id),
    row('owner', credential.owner),
    row('people', credential.revealable ? 'may see it, and it is rotated after that' : 'never see it'),
    row('health', `${healthOf(credential, out)}${health.at === null ? '' : `, tried ${dateInWords(health.at)}`}`),
    ...(health.fault === null ? [] : [row('', health.fault.says)]),
    row(
      'last',
      lastRotation === null
        ? 'never rotated'
        : `${dateInWords(lastRotation.at)}, ${whys[lastRotation.why]}, in ${secondsInWords(lastRotation.seconds)}`,
    ),
    row(
      'next',
      nextRotationAt === null ? (plan.schedule === null ? 'by hand' : 'not known yet') : dateInWords(nextRotationAt),
    ),
    ...(owed === null ? [] : [row('owed', `a rotation ${whys[owed.why]}, as soon as nobody holds it`)]),
    ...(underWay === null
      ? []
      : [row('under way', `a rotation ${whys[underWay.why]}, since ${dateInWords(underWay.since)}`)]),
    ...(failing === null
      ? []
      : [row('fails', `${failing.count} times since ${dateInWords(failing.since)} (${failing.code})`)]),
    ...(retiring === null ? [] : [row('old value', `may log in until ${dateInWords(retiring.by)} at the latest`)]),
    ...held.map(({ holder, until, grantId }) =>
      row('held by', `${holder.name}, for ${secondsInWords(Math.max(0, until - now))} (${grantId})`),
    ),
    ...queue.map(({ place, holder, since }) => row(`${place}. waits`, `${holder.name}, since ${dateInWords(since)}`)),
  ];
}
