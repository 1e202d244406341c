import { Failure } from '../failure.ts';
import type { Api } from '../http/api.ts';
import { answer } from '../http/answer.ts';
import { findGrant, liveGrants } from '../live-grants.ts';
import type { HeldGrant } from '../live-grants.ts';

/** The grant that is meant: by its id, or what it is of, or the only one of a vaulted credential. */
export async function heldGrant(api: Api, given: string | undefined): Promise<HeldGrant> {
  if (given?.startsWith('grt_') === true) return answer(api.GET('/grants/{id}', { params: { path: { id: given } } }));
  const live = await liveGrants(api);
  const ofCredentials = live.filter(({ target }) => target.kind === 'credential');
  if (given === undefined && ofCredentials.length === 0)
    throw new Failure('You hold no grant of a vaulted credential now.', { code: 'no_grant' });
  const grant = findGrant(given === undefined ? ofCredentials : live, given);
  if (grant.state === 'active') return grant;
  throw new Failure(
    grant.state === 'activating'
      ? `The grant of "${grant.target.name}" is being activated. Ask again in a few seconds.`
      : `The grant of "${grant.target.name}" is ending.`,
    { code: grant.state === 'activating' ? 'activating' : 'no_grant' },
  );
}
