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
  if (health.state === 'none') return out.paint('dim', 'no value');
  if (health.state === 'failed') return out.paint('red', 'no login');
  if (failing !== null) return out.paint('red', 'rotation fails');
  if (overdue) return out.paint('yellow', 'overdue');
  return health.state === 'ok' ? out.paint('green', 'ok') : out.paint('yellow', 'not known');
}

export const holdersOf = ({ held, queue }: Credential): string =>
  [
    held.map(({ holder }) => holder.name).join(', ') || '-',
    ...(queue.length === 0 ? [] : [`+${queue.length} waiting`]),
  ].join(' ');

/** When it is rotated next, for a column or a row. */
export const nextOf = ({ nextRotationAt, plan }: Credential, inWords = dateInWords): string =>
  nextRotationAt !== null ? inWords(nextRotationAt) : plan.schedule === null ? 'by hand' : 'not known';

/** The day alone, for a column. */
export const dayInWords = (at: number): string => dateInWords(at).slice(0, 10);

/** What stands between a credential that was given back and whoever gets it next. */
export const rotationInWords = (rotation: 'owed' | 'under-way'): string =>
  rotation === 'owed' ? 'It is rotated before anybody gets it again.' : 'It is being rotated.';

/** All that may be known of one credential; never its value. */
export function credentialInWords(credential: Credential, out: Output, now: number): readonly string[] {
  const { health, held, queue, lastRotation, owed, underWay, failing, retiring } = credential;
  const row = (head: string, says: string) => `  ${out.paint('dim', head.padEnd(11))} ${says}`;
  return [
    out.paint('bold', credential.name),
    row('is', `${credential.engine}, ${credential.where}`),
    row('id', credential.id),
    row(
      'secret',
      credential.imported ? 'one that was there before Sallyport' : `sallyport/credential/${credential.id}`,
    ),
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
    row('next', nextOf(credential)),
    ...(owed === null ? [] : [row('owed', `a rotation ${whys[owed.why]}, as soon as nobody holds it`)]),
    ...(underWay === null
      ? []
      : [row('under way', `a rotation ${whys[underWay.why]}, since ${dateInWords(underWay.since)}`)]),
    ...(failing === null
      ? []
      : [
          row(
            'fails',
            `${failing.count === 1 ? 'once' : `${failing.count} times`} since ${dateInWords(failing.since)} (${failing.code})`,
          ),
        ]),
    ...(retiring === null ? [] : [row('old value', oldValue(retiring, now))]),
    ...held.map(({ holder, until, grantId }) =>
      row('held by', `${holder.name}, for ${secondsInWords(Math.max(0, until - now))} (${grantId})`),
    ),
    ...queue.map(({ place, holder, since }) => row(`${place}. waits`, `${holder.name}, since ${dateInWords(since)}`)),
  ];
}

function oldValue({ by, code }: NonNullable<Credential['retiring']>, now: number): string {
  const until =
    by > now ? `may log in until ${dateInWords(by)} at the latest` : `is due to end since ${dateInWords(by)}`;
  return code === null ? until : `${until}; ending it failed (${code}) and is tried again`;
}
