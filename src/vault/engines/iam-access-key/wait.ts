/** A pause, handed in: a test does not wait. */
export type Wait = (milliseconds: number) => Promise<void>;
