import { TypeID, fromString } from 'typeid-js';
import { v7 as uuidV7 } from 'uuid';
import * as z from 'zod';
import type { EpochSeconds } from './time.ts';

/** Each id carries its kind and sorts by the time it was made (TypeID over UUIDv7, RFC 9562). */
export type Kind = 'usr' | 'req' | 'grt' | 'tgt' | 'ent' | 'sid' | 'enr' | 'out' | 'chg';

export type Id<K extends Kind> = string & { readonly __kind: K };
export type PersonId = Id<'usr'>;
export type RequestId = Id<'req'>;
export type GrantId = Id<'grt'>;
export type TargetId = Id<'tgt'>;
export type EntryId = Id<'ent'>;
export type SignInId = Id<'sid'>;
export type EnrolmentId = Id<'enr'>;
export type OutboxId = Id<'out'>;
export type ChangeId = Id<'chg'>;

/** Makes ids; handed in so that a test can foresee them. */
export type NewId = <K extends Kind>(kind: K) => Id<K>;

export const newId: NewId = (kind) => brand(kind, TypeID.fromUUID(kind, uuidV7()).toString());

/** The smallest id of a kind at a time: where a search by time begins. */
export function firstIdAt<K extends Kind>(kind: K, at: EpochSeconds): Id<K> {
  const uuid = uuidV7({ msecs: at * 1000, seq: 0, random: new Uint8Array(16) });
  return brand(kind, TypeID.fromUUID(kind, uuid).toString());
}

/** The epoch second at which an id was made. */
export function madeAt(id: Id<Kind>): EpochSeconds {
  const bytes = TypeID.fromString(id).toUUIDBytes();
  return Math.floor(bytes.slice(0, 6).reduce((ms, byte) => ms * 256 + byte, 0) / 1000);
}

/** A zod schema of one kind of id. */
export function idOf<K extends Kind>(kind: K) {
  return z
    .string()
    .refine((text): text is Id<K> => isId(kind, text), {
      error: `expected an id like "${kind}_01jd4…": the kind, an underscore, 26 characters`,
    })
    .meta({ pattern: `^${kind}_[0-7][0-9a-hjkmnp-tv-z]{25}$`, examples: [`${kind}_01jd4zv2t0e9xbk8ng5w1m3c7r`] });
}

/** A group is named by its slug, because policies name it (docs/decisions). */
export type GroupName = string & { readonly __kind: 'group' };
export const groupName = z
  .string()
  .refine((text): text is GroupName => /^[a-z][a-z0-9-]{1,62}$/.test(text), {
    error: 'expected a group name: 2 to 63 of a-z, 0-9 and "-", beginning with a letter',
  })
  .meta({ pattern: '^[a-z][a-z0-9-]{1,62}$', examples: ['approvers'] });

function isId<K extends Kind>(kind: K, text: string): text is Id<K> {
  try {
    fromString(text, kind);
    return text.startsWith(`${kind}_`);
  } catch {
    return false;
  }
}

function brand<K extends Kind>(kind: K, text: string): Id<K> {
  if (!isId(kind, text)) throw new Error(`not an id of kind ${kind}`);
  return text;
}
