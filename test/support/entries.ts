import { entryOf } from '../../src/audit/entry.ts';
import type { Entry, EntryFacts } from '../../src/audit/entry.ts';
import { TypeID } from 'typeid-js';
import { v7 as uuidV7 } from 'uuid';
import { idOf, newId } from '../../src/kernel/ids.ts';
import type { Id, Kind, NewId } from '../../src/kernel/ids.ts';
import type { Cause } from '../../src/kernel/principal.ts';
import type { EpochSeconds } from '../../src/kernel/time.ts';

/** Ids as they would have been made at a time, each greater than the one before. */
export function idsAt(clock: () => EpochSeconds): NewId {
  let seq = 0;
  return <K extends Kind>(kind: K): Id<K> => {
    const uuid = uuidV7({ msecs: clock() * 1000, seq: ++seq, random: crypto.getRandomValues(new Uint8Array(16)) });
    return idOf(kind).parse(TypeID.fromUUID(kind, uuid).toString());
  };
}

export const someone = newId('usr');

export const causeAt = (at: EpochSeconds, more: Partial<Cause> = {}): Cause => ({
  actor: { kind: 'person', id: someone },
  signInId: newId('sid'),
  correlationId: 'call-1',
  address: '192.0.2.1',
  reasons: ['auditor.reads-the-record'],
  at,
  ...more,
});

/** An entry that was made at a time. */
export const entryAt = (at: EpochSeconds, newEntryId: NewId, what: Partial<EntryFacts> = {}): Entry =>
  entryOf(newEntryId('ent'), causeAt(at), { action: 'request.create', outcome: 'allowed', ...what });
