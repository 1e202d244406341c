/** What came of one event, for the log: the call it follows from, what it was, and what was done about it. */
export interface Delivered {
  /** Null where the event carried none: then the invocation stands in. */
  readonly correlationId: string | null;
  readonly operation: string;
  readonly outcome: string;
}
