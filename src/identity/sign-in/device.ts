import type { PersonId, SignInId } from '../../kernel/ids.ts';
import type { EpochSeconds } from '../../kernel/time.ts';

/** So long may be typed what a device shows (RFC 8628, section 3.2, `expires_in`). */
export const DEVICE_CODE_SECONDS = 600;

/** A device that asked for a sign-in, as the issuer saw it, and waits for a person to let it in (RFC 8628). */
export interface WaitingDevice {
  /** Names its record; not the secret that the device asks with. */
  readonly record: string;
  /** What the device shows and the person types. */
  readonly userCode: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly scope: string;
  readonly resource: string;
  readonly askedAt: EpochSeconds;
  readonly askedFrom: string | null;
  readonly expiresAt: EpochSeconds;
}

/** What a device is told once someone has let it in. */
export interface LetIn {
  readonly device: WaitingDevice;
  readonly personId: PersonId;
  readonly signInId: SignInId;
  readonly authenticatedAt: EpochSeconds;
}

/** As people type it: small letters, blanks and dashes do not matter. */
export const plainUserCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '')
    .slice(0, 32);

/** As it is read: in two halves. */
export const readableUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
