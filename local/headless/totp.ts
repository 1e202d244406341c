import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';

const stepSeconds = 30;

export const currentStep = (): number => Math.floor(Date.now() / 1000 / stepSeconds);

/** What an authenticator app would show in that time step. */
export const codeOf = (secret: string, step: number): string => generateSync({ secret, epoch: step * stepSeconds });

/**
 * The next code that Sallyport can still take: it accepts the step before and after the current one as well, and each
 * step once. After three in a row one has to wait for the clock.
 */
export async function nextCode(secret: string, lastStep: number): Promise<{ code: string; step: number }> {
  const step = Math.max(lastStep + 1, currentStep() - 1);
  await sleep(Math.max(0, (step - 1) * stepSeconds * 1000 - Date.now()));
  return { code: codeOf(secret, step), step };
}
