import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '../../../kernel/time.ts';
import { hashed } from '../attempt.ts';
import { DEVICE_CODE_SECONDS } from '../device.ts';
import type { ThrottleStore } from '../ports.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** How long a device waits between two questions (RFC 8628, section 3.2, `interval`). */
const POLL_SECONDS = 5;

type Answered = Pick<KoaContextWithOIDC, 'body' | 'status' | 'oidc'>;

/**
 * What the provider leaves out of the device flow. Its answer says how often to ask and names no
 * `verification_uri_complete`: a link that carries the code is what a phisher sends, and typing the code is what makes
 * a person look at the device (RFC 8628, section 5.4). And a device that asks too often is told so (section 3.5): each
 * time the pause it owes grows by five seconds.
 */
export async function afterDeviceCall(ctx: Answered, throttle: ThrottleStore, clock: Clock): Promise<void> {
  const { body } = ctx;
  if (typeof body !== 'object' || body === null) return;
  if (ctx.oidc.route === 'device_authorization' && ctx.status === 200 && 'device_code' in body) {
    const { verification_uri_complete: _, ...answer } = { verification_uri_complete: undefined, ...body };
    ctx.body = { ...answer, interval: POLL_SECONDS };
  }
  const deviceCode = ctx.oidc.params?.['device_code'];
  if (
    ctx.oidc.route === 'token' &&
    'error' in body &&
    body.error === 'authorization_pending' &&
    typeof deviceCode === 'string' &&
    (await tooSoon(deviceCode, throttle, clock))
  )
    ctx.body = { error: 'slow_down', error_description: 'asked again too soon: wait five seconds longer from now on' };
}

async function tooSoon(deviceCode: string, throttle: ThrottleStore, clock: Clock): Promise<boolean> {
  const now = clock();
  const key = `device-poll#${hashed(deviceCode)}`;
  const before = await throttle.attempts(key);
  const early = before !== null && before.nextAt > now;
  const count = (before?.count ?? 0) + (early ? 1 : 0);
  const next = { count, nextAt: now + POLL_SECONDS * (1 + count), expiresAt: now + DEVICE_CODE_SECONDS };
  // Another question came at this very moment: one of the two was too soon.
  return !(await throttle.put(key, next, before)) || early;
}
