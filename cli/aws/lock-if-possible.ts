import { Failure } from '../failure.ts';
import { withLock } from '../lock.ts';

/** As `withLock`; where no lock can be had (a read-only home, a full disk), the work is done without one. */
export async function withLockIfPossible<T>(
  path: string,
  work: () => Promise<T>,
  { signal }: { readonly signal: AbortSignal },
): Promise<T> {
  const held = { begun: false };
  const locked = () => {
    held.begun = true;
    return work();
  };
  try {
    return await withLock(path, locked, { signal });
  } catch (error) {
    if (held.begun || !(error instanceof Failure) || error.code !== 'file_failed') throw error;
  }
  return work();
}
