import type { Grant } from './grant.ts';
import type { Holding } from './target-contract.ts';

/** What a kind of target is told of a grant. */
export const holdingOf = ({ id, holder, endsAt, making }: Grant): Holding => ({
  grantId: id,
  holder,
  endsAt,
  made: making !== null,
});
