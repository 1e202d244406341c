import { newEntry } from '../../audit/entry.ts';
import type { Cause } from '../../kernel/principal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { beginAttempt } from './attempt.ts';
import type { WaitingDevice } from './device.ts';
import { noLongerWaiting } from './no-longer-waiting.ts';
import type { SignInSurroundings } from './surroundings.ts';
import { throttleRules } from './throttle.ts';

/**
 * Whoever was given a code may say no to it without signing in: it only takes away. So that nobody can flood the
 * record with it, refusals are slowed by address and never forgotten early.
 */
export async function refuseDevice(
  { store, throttle, newId }: SignInSurroundings,
  device: WaitingDevice,
  cause: Cause,
): Promise<Result<void>> {
  const admitted = await beginAttempt(
    throttle,
    [
      {
        key: `device-refusal#${cause.address ?? 'unknown'}`,
        rule: throttleRules.deviceRefusal,
        success: 'takes-back',
      },
    ],
    cause.at,
  );
  if (!admitted.ok) return admitted;
  const done = await store.refuseDevice(
    { device, at: cause.at },
    newEntry(newId, cause, {
      action: 'sign-in.device',
      outcome: 'denied',
      reasons: ['refused_by_person'],
      facts: { clientId: device.clientId, askedFrom: device.askedFrom },
    }),
  );
  return done.written ? ok(undefined) : refused(noLongerWaiting);
}
