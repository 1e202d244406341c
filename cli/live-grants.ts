import { Failure } from './failure.ts';
import { findTarget } from './find-target.ts';
import { allPages, answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';

export type HeldGrant = Schemas['GrantSummary'];

/** What the person who is signed in holds and has not ended, newest first. */
export async function liveGrants(api: Api): Promise<readonly HeldGrant[]> {
  const pages = await allPages((cursor) =>
    answer(api.GET('/grants', { params: { query: { state: 'live', ...(cursor !== undefined && { cursor }) } } })),
  );
  return pages.flatMap(({ grants }) => grants);
}

/** Which of one's own grants is meant: its id, its target in any of the ways that `findTarget` knows, or the only one. */
export function findGrant(held: readonly HeldGrant[], given: string | undefined): HeldGrant {
  const [one] = held;
  if (one === undefined) throw new Failure('You hold no grant now.', { code: 'no_grant' });
  if (given === undefined) {
    if (held.length === 1) return one;
    throw new Failure(`You hold ${held.length} grants; say which: \`sallyport grants\` lists them.`, {
      code: 'several_grants',
    });
  }
  const byId = held.find(({ id }) => id === given);
  if (byId !== undefined) return byId;
  const targets = [...new Map(held.map(({ target }) => [target.id, target])).values()];
  const { id } = findTarget(targets, given);
  const those = held.filter(({ target }) => target.id === id);
  const [first] = those;
  if (first !== undefined && those.length === 1) return first;
  throw new Failure(`You hold ${those.length} grants for it; name one by its id: \`sallyport grants\` lists them.`, {
    code: 'several_grants',
  });
}
