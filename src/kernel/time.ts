import * as z from 'zod';

/** Whole seconds since 1970-01-01T00:00:00Z. Times are compared as numbers, never as text. */
export type EpochSeconds = number;

/** Handed in everywhere, so that a test can hold the time still. */
export type Clock = () => EpochSeconds;

export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

export const epochSeconds = z.int().nonnegative().meta({ description: 'seconds since 1970-01-01T00:00:00Z' });
