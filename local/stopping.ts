/** Settles when this process is asked to end, or when whoever started it is gone. */
export function untilToldToStop(): Promise<undefined> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done(undefined));
    process.on('disconnect', () => done(undefined));
  });
}
