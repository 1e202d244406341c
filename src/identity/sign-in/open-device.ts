import type { Cause } from '../../kernel/principal.ts';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { beginAttempt, endAttempt } from './attempt.ts';
import type { Counted } from './attempt.ts';
import { plainUserCode } from './device.ts';
import type { SignInSurroundings } from './surroundings.ts';
import { throttleRules } from './throttle.ts';

/**
 * Finds the device that shows this code, and begins the sign-in that may let it in; returns the interaction. The code
 * is short, so guesses are slowed (RFC 8628, section 5.1).
 */
export async function openDevice(
  { devices, throttle, recordDenial }: SignInSurroundings,
  typed: string,
  cause: Cause,
): Promise<Result<string>> {
  const denied = (code: string) =>
    recordDenial(cause, { action: 'sign-in.device-code', resource: 'unknown', code, policies: [] });
  const counted: Counted[] = [
    { key: `device-code#${cause.address ?? 'unknown'}`, rule: throttleRules.deviceCode, success: 'takes-back' },
  ];
  const admitted = await beginAttempt(throttle, counted, cause.at);
  if (!admitted.ok) {
    await denied('throttled');
    return admitted;
  }
  const code = plainUserCode(typed);
  const device = code === '' ? null : await devices.waiting(code);
  if (device === null) {
    await denied('unknown_code');
    return refused(
      refusal(
        'expired',
        'No device waits with this code. It may be mistyped, used, or older than ten minutes: start again on the device.',
      ),
    );
  }
  await endAttempt(throttle, counted);
  return ok(await devices.begin(device));
}
