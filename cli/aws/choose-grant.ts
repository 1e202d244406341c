import { Failure } from '../failure.ts';
import { findTarget } from '../find-target.ts';
import type { HeldGrant } from '../live-grants.ts';
import { dateInWords } from '../time-in-words.ts';

/**
 * The one grant that is meant, by its target. Of several grants on one target it is the one that lasts longest; several
 * targets are refused, because to guess is to hand out the wrong power.
 */
export function chooseGrant(held: readonly HeldGrant[], asked: string | undefined): HeldGrant {
  const meant = asked === undefined ? held : heldOf(held, asked);
  const active = meant.filter(({ state }) => state === 'active');
  const targets = new Map(active.map(({ target }) => [target.id, target.name]));
  if (targets.size > 1)
    throw new Failure(`You hold more than one target: ${namesOf(targets)}. Say which one.`, {
      code: 'several_targets',
    });
  const [longest] = active.toSorted((a, b) => b.endsAt - a.endsAt);
  if (longest !== undefined) return longest;
  const coming = meant.some(({ state }) => state === 'activating');
  throw new Failure(whyNone(meant, asked), { code: coming ? 'activating' : 'no_grant' });
}

/** Those of the target that `asked` is; none is none, whether there is such a target or not. */
function heldOf(held: readonly HeldGrant[], asked: string): readonly HeldGrant[] {
  const targets = [...new Map(held.map(({ target }) => [target.id, target])).values()];
  try {
    const { id } = findTarget(targets, asked);
    return held.filter(({ target }) => target.id === id);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'no_such_target') return [];
    // AWS tools show what a credential_process says in one line.
    throw new Failure(error.message.replaceAll(/\s*\n\s*/g, ' '), { code: error.code, cause: error });
  }
}

const namesOf = (targets: ReadonlyMap<string, string>): string =>
  [...targets].map(([id, name]) => `"${name}" (${id})`).join(', ');

function whyNone(meant: readonly HeldGrant[], asked: string | undefined): string {
  const first = meant.find(({ state }) => state === 'activating') ?? meant[0];
  if (asked === undefined) return 'You hold no target at the moment. See what you may ask for: sallyport targets';
  const request = `sallyport request ${/\s/.test(asked) ? `"${asked}"` : asked} --for 1h --reason "…"`;
  if (first === undefined) return `You hold no live grant of "${asked}". Ask for it: ${request}`;
  if (first.state === 'activating')
    return `The grant of "${first.target.name}" is being activated. Ask again in a few seconds.`;
  const endedAt = dateInWords(first.end?.at ?? first.endsAt);
  return `The grant of "${first.target.name}" has ended or is ending (${endedAt}). Ask anew: ${request}`;
}
