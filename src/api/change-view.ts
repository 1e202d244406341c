import { agreementOf } from '../configuration/change.ts';
import type { Change } from '../configuration/change.ts';
import type { Effect } from '../configuration/effects.ts';
import type { Preview } from '../configuration/preview-change.ts';
import type { ChangeView, EffectsView } from '../http/contract/changes.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';

const SHOWN = 500;

/** What a change would do, as the API shows it: long lists are cut, and their lengths said. */
export function effectsView(preview: Preview, nameOf: (email: string) => string): EffectsView {
  const view = ({ email, right }: Effect) => ({
    email,
    name: nameOf(email),
    may: right.may,
    target: 'target' in right ? right.target : null,
    rule: 'rule' in right ? right.rule : null,
  });
  return {
    gains: preview.gains.slice(0, SHOWN).map(view),
    loses: preview.loses.slice(0, SHOWN).map(view),
    gainsInAll: preview.gains.length,
    losesInAll: preview.loses.length,
    terms: [...preview.terms],
    ends: preview.ends.map(({ grant, email, target }) => ({ grantId: grant.id, email, target, endsAt: grant.endsAt })),
  };
}

export interface ChangeShown {
  readonly change: Change;
  readonly effects: EffectsView | null;
  readonly names: ReadonlyMap<PersonId, string>;
  readonly secondPerson: boolean;
  readonly now: EpochSeconds;
}

export function changeViewOf({ change, effects, names, secondPerson, now }: ChangeShown): ChangeView {
  const person = (id: PersonId) => ({ id, name: names.get(id) ?? id });
  const agreed = agreementOf(change);
  const { id, reason, proposedAt, expiresAt, baseRevision, operations, digest, state } = change;
  const open = state === 'proposed' || state === 'approved';
  return {
    ...{ id, reason, proposedAt, expiresAt, baseRevision, operations, digest, effects },
    state: open && now >= expiresAt ? 'expired' : state,
    proposer: person(change.proposer),
    needsSecondPerson: secondPerson && agreed === null && open,
    approver: agreed && person(agreed.approver),
    ended: 'by' in change ? { by: person(change.by), at: change.at, ...whyOf(change) } : null,
  };
}

const whyOf = (change: Change) => {
  if (change.state === 'stopped') return { code: change.code, detail: change.detail };
  return { code: null, detail: change.state === 'denied' ? change.why : null };
};

export function peopleOfChange(change: Change): PersonId[] {
  const agreed = agreementOf(change);
  return [change.proposer, ...('by' in change ? [change.by] : []), ...(agreed === null ? [] : [agreed.approver])];
}
