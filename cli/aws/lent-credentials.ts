/** What the AWS tools read from a credential_process, key for key. */
export interface ProcessCredentials {
  readonly Version: 1;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

/** Credentials of a grant, with what is needed to know when they are of no more use. */
export interface LentCredentials {
  readonly grantId: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly roleArn: string;
  /** The grant's end, epoch seconds by Sallyport's clock. */
  readonly endsAt: number;
  /** When they were lent, by the clock of this machine, and how far Sallyport's was ahead of it then. */
  readonly lentAt: number;
  readonly clockAhead: number;
  /** When Sallyport last said that the grant is active, by the clock of this machine. */
  readonly checkedAt: number;
  readonly credentials: ProcessCredentials;
}

/** A little before AWS's tools begin to ask for new ones, which is 15 minutes before the end (botocore, credentials.py). */
export const RENEW_SECONDS = 16 * 60;

/** Sallyport's time, seen from a machine whose clock may be minutes off. */
const sallyportTime = ({ clockAhead }: LentCredentials, now: number): number => now + clockAhead;

export const expiresAt = ({ credentials }: LentCredentials): number =>
  Math.floor(Date.parse(credentials.Expiration) / 1000);

export const secondsLeft = (lent: LentCredentials, now: number): number => expiresAt(lent) - sallyportTime(lent, now);

export const isOver = (lent: LentCredentials, now: number): boolean => sallyportTime(lent, now) >= lent.endsAt;

/** Still good to sign with. A clock that was set back since tells nothing, so it is asked again. */
export const isUsable = (lent: LentCredentials, now: number): boolean =>
  !isOver(lent, now) && secondsLeft(lent, now) > 0 && now >= lent.lentAt - 60;

/** Worth handing out: they last, or nothing longer can be had, because they live as long as the grant. */
export const isFresh = (lent: LentCredentials, now: number, wantedSeconds = RENEW_SECONDS): boolean =>
  isUsable(lent, now) && (expiresAt(lent) >= lent.endsAt || secondsLeft(lent, now) > wantedSeconds);

/** So long nobody is asked whether the grant was ended early: AWS refuses its credentials by then, we would not know. */
const CHECK_SECONDS = 60;

export const isChecked = ({ checkedAt }: LentCredentials, now: number): boolean =>
  now >= checkedAt && now - checkedAt < CHECK_SECONDS;

export function parseLentCredentials(text: string): LentCredentials | undefined {
  const value = fieldsOf(parseJson(text));
  const credentials = parseProcessCredentials(value['credentials']);
  const { grantId, targetId, targetName, roleArn, endsAt, lentAt, clockAhead, checkedAt } = value;
  if (typeof grantId !== 'string' || typeof targetId !== 'string' || typeof targetName !== 'string') return undefined;
  if (typeof roleArn !== 'string' || typeof endsAt !== 'number' || typeof lentAt !== 'number') return undefined;
  if (typeof clockAhead !== 'number' || typeof checkedAt !== 'number' || credentials === undefined) return undefined;
  return { grantId, targetId, targetName, roleArn, endsAt, lentAt, clockAhead, checkedAt, credentials };
}

/** Only the five keys, whatever else came with them. */
export function parseProcessCredentials(value: unknown): ProcessCredentials | undefined {
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = fieldsOf(value);
  if (Version !== 1 || typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') return undefined;
  if (typeof SessionToken !== 'string' || typeof Expiration !== 'string') return undefined;
  return Number.isNaN(Date.parse(Expiration))
    ? undefined
    : { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
