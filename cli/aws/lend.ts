import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import { isRole } from '../find-target.ts';
import { liveGrants } from '../live-grants.ts';
import type { HeldGrant } from '../live-grants.ts';
import { dateInWords } from '../time-in-words.ts';
import { chooseGrant } from './choose-grant.ts';
import { openCredentialCache } from './credential-cache.ts';
import type { CredentialCache } from './credential-cache.ts';
import { RENEW_SECONDS, isChecked, isFresh, isOver, isUsable, parseProcessCredentials } from './lent-credentials.ts';
import type { LentCredentials } from './lent-credentials.ts';
import { withLockIfPossible } from './lock-if-possible.ts';

export type Lending = Pick<Context, 'api' | 'issuer' | 'configuration' | 'now' | 'out' | 'interrupted'>;

/**
 * Credentials of a grant: those that are kept while they are good, else new ones. Many processes may ask at once: the
 * first one fetches while the others wait for what it keeps.
 */
export async function lend(
  context: Lending,
  asked: string | undefined,
  wantedSeconds = RENEW_SECONDS,
): Promise<LentCredentials> {
  const { configuration, issuer, out, now, interrupted } = context;
  // Which grant "my only one" is changes with every other one, so it is looked up each time.
  const key = asked ?? (await liveGrant(context, undefined)).target.id;
  const cache = openCredentialCache({ issuer: issuer(), places: configuration.places, note: out.note });
  const kept = await cache.read(key);
  if (kept !== undefined && isFresh(kept, now(), wantedSeconds) && isChecked(kept, now())) return kept;
  if (kept !== undefined && isOver(kept, now())) {
    await cache.forget(key);
    if (key === kept.grantId) throw ended(kept);
  }
  const renew = async () => {
    const found = await cache.read(key);
    if (found === undefined || !isFresh(found, now(), wantedSeconds)) return fetchAndKeep(context, key, cache, found);
    if (isChecked(found, now()) || (await stillActive(context, key, cache, found))) return found;
    return fetchAndKeep(context, key, cache, undefined);
  };
  return withLockIfPossible(cache.lockPath(key), renew, { signal: interrupted });
}

/** Worth another try later; until then what is kept still signs. */
const PASSING = ['unreachable', 'unavailable', 'throttled'];

/** Whether the grant is active yet, as far as can be known: what cannot be asked now is asked at the next call. */
async function stillActive(
  { api, now, out }: Lending,
  key: string,
  cache: CredentialCache,
  found: LentCredentials,
): Promise<boolean> {
  try {
    const client = await api();
    const { state } = await answer(client.GET('/grants/{id}', { params: { path: { id: found.grantId } } }));
    if (state !== 'active') return false;
    await cache.keep(key, { ...found, checkedAt: now() });
  } catch (error) {
    if (!(error instanceof Failure) || ![...PASSING, 'file_failed'].includes(error.code)) throw error;
    out.note(`${error.message} Whether the grant was ended early is not known.`);
  }
  return true;
}

async function fetchAndKeep(
  context: Lending,
  key: string,
  cache: CredentialCache,
  kept: LentCredentials | undefined,
): Promise<LentCredentials> {
  const { out, now } = context;
  let lent;
  try {
    lent = await fetchCredentials(context, key);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (PASSING.includes(error.code) && kept !== undefined && isUsable(kept, now())) {
      out.note(`${error.message} The credentials from before are good until ${kept.credentials.Expiration}.`);
      return kept;
    }
    if (['grant_not_active', 'not_found', 'no_grant'].includes(error.code))
      await cache.forget(key).catch(() => undefined);
    throw error;
  }
  try {
    await cache.keep(key, lent);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    out.note(`${error.message} The credentials are not kept; the next call fetches new ones.`);
  }
  return lent;
}

async function fetchCredentials(context: Lending, key: string): Promise<LentCredentials> {
  const api = await context.api();
  const grant = await liveGrant(context, key);
  if (!isRole(grant.target))
    throw new Failure(`"${grant.target.name}" is no AWS role: ${grant.target.inWords}.`, { code: 'not_a_role' });
  const reply = api.POST('/grants/{id}/credentials', { params: { path: { id: grant.id } } });
  const credentials = parseProcessCredentials(await answer(reply));
  if (credentials === undefined) throw new Failure('Sallyport answered with something that is no credentials.');
  const lentAt = context.now();
  const date = Date.parse((await reply).response.headers.get('date') ?? '');
  return {
    grantId: grant.id,
    targetId: grant.target.id,
    targetName: grant.target.name,
    roleArn: grant.target.roleArn,
    endsAt: grant.endsAt,
    lentAt,
    checkedAt: lentAt,
    clockAhead: Number.isNaN(date) ? 0 : Math.floor(date / 1000) - lentAt,
    credentials,
  };
}

/** The grant that is meant, with its state as Sallyport says it now. */
export async function liveGrant({ api }: Pick<Context, 'api'>, asked: string | undefined): Promise<HeldGrant> {
  const client = await api();
  if (asked?.startsWith('grt_') === true)
    return answer(client.GET('/grants/{id}', { params: { path: { id: asked } } }));
  // What is no role has no AWS credentials, and must not make two targets of the one that is meant.
  return chooseGrant(
    (await liveGrants(client)).filter(({ target }) => isRole(target)),
    asked,
  );
}

const ended = ({ grantId, targetName, endsAt }: LentCredentials): Failure =>
  new Failure(
    `The grant ${grantId} of "${targetName}" ended at ${dateInWords(endsAt)}. Ask anew if you still need it.`,
    {
      code: 'grant_not_active',
    },
  );
