import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Entity } from '../authorization/decision.ts';
import { idOf } from '../kernel/ids.ts';
import type { PersonId } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { ConfigurationOperation } from './operation.ts';

const planned = {
  id: idOf('chg'),
  proposer: idOf('usr'),
  proposedAt: epochSeconds,
  /** From then on it can be neither agreed to nor carried out. */
  expiresAt: epochSeconds,
  /** The revision of the configuration that it was planned at. */
  baseRevision: z.int().nonnegative(),
  /** How many operations it has. */
  operations: z.int().positive(),
  /** What an approval binds to. */
  digest: z.string(),
  /** In the proposer's words. */
  reason: z.string(),
  /** Grows with every write. */
  version: z.int().positive(),
};
const agreed = { approver: idOf('usr'), approvedAt: epochSeconds };
const secondPerson = z.strictObject(agreed).nullable();

/** A change of the configuration, in every state that it can be in. Its operations never change. */
export const changeSchema = z.discriminatedUnion('state', [
  z.strictObject({ ...planned, state: z.literal('proposed') }),
  z.strictObject({ ...planned, ...agreed, state: z.literal('approved') }),
  z.strictObject({ ...planned, state: z.literal('denied'), by: idOf('usr'), at: epochSeconds, why: z.string() }),
  z.strictObject({ ...planned, state: z.literal('withdrawn'), by: idOf('usr'), at: epochSeconds }),
  z.strictObject({ ...planned, state: z.literal('applied'), by: idOf('usr'), at: epochSeconds, agreed: secondPerson }),
  /** Something else had changed, or an operation was refused: what was carried out so far stays. */
  z.strictObject({
    ...planned,
    state: z.literal('stopped'),
    by: idOf('usr'),
    at: epochSeconds,
    agreed: secondPerson,
    code: z.string(),
    detail: z.string(),
    /** How many operations were carried out; null where this cannot be told. */
    done: z.int().nonnegative().nullable(),
  }),
]);
export type Change = z.infer<typeof changeSchema>;
export type ChangeIn<State extends Change['state']> = Extract<Change, { state: State }>;
export type OpenChange = ChangeIn<'proposed' | 'approved'>;

/** A plan that nobody carried out for so long was made for another company. */
export const CHANGE_LIVES_SECONDS = 7 * 86_400;
export const MAX_OPERATIONS = 20_000;

export const isOpen = (change: Change, now: number): change is OpenChange =>
  (change.state === 'proposed' || change.state === 'approved') && now < change.expiresAt;

/** SHA-256 over what is to be done, to which configuration. The first element is the version of this serialisation. */
export const changeDigest = (baseRevision: number, operations: readonly ConfigurationOperation[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['sallyport-change-1', baseRevision, operations.map(sorted)]), 'utf8')
    .digest('hex');

/** Objects with their keys in order, so that the same operation has the same text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/** The change as the policies see it. */
export const changeEntity = ({ id, proposer }: Change): Entity => ({
  type: 'Change',
  id,
  attributes: { proposer: { type: 'User', id: proposer } },
  parents: [],
});

/** Who has agreed to it, besides the proposer. */
export const agreementOf = (change: Change): { approver: PersonId; approvedAt: number } | null => {
  if (change.state === 'approved') return { approver: change.approver, approvedAt: change.approvedAt };
  return 'agreed' in change ? change.agreed : null;
};
