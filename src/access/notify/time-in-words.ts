import type { EpochSeconds } from '../../kernel/time.ts';

/** "2026-11-23 22:47:05 UTC": the same for every reader, wherever they are. */
export const timeInWords = (at: EpochSeconds): string =>
  `${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
