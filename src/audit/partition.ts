import { madeAt } from '../kernel/ids.ts';
import type { EntryId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** Entries of one hour lie in this many partitions, so that one busy hour is not one hot key. */
export const SHARDS = 4;
export const BUCKET_SECONDS = 3600;

export const bucketOf = (at: EpochSeconds): number => Math.floor(at / BUCKET_SECONDS);

export const partitionsOf = (bucket: number): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => `${bucket}#${shard}`);

/** The partition follows from the id alone; the last character of an id is random. */
export function partitionOf(id: EntryId): string {
  return `${bucketOf(madeAt(id))}#${id.charCodeAt(id.length - 1) % SHARDS}`;
}
