import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the text has come; a test's own deadline ends it otherwise. */
export async function untilSaid(text: () => string, what: RegExp): Promise<RegExpExecArray> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const found = what.exec(text());
    if (found !== null) return found;
    await sleep(10);
  }
  throw new Error(`it was never said: ${what.source}; but ${text()}`);
}
