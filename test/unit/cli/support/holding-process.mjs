// Takes the lock and never gives it back: it is there to be killed.
import { withLock } from '../../../../cli/lock.ts';

await withLock(process.argv[2], async () => {
  process.stdout.write('held');
  await new Promise(() => setInterval(() => undefined, 1000));
});
