import type { NewId, PersonId } from '../../kernel/ids.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import { ENROLMENT_SECONDS, enrolmentCode, enrolmentCodeHash } from './enrolment.ts';
import type { Enrolment } from './enrolment.ts';

/**
 * Makes a one-time enrolment. The code is shown once to whoever asked for it and stored nowhere;
 * the record goes into the caller's transaction by `enrolmentWrites` (adapters/enrolment-writes.ts).
 */
export function createEnrolment(
  { newId, randomBytes }: { readonly newId: NewId; readonly randomBytes: (count: number) => Uint8Array },
  { personId, at }: { readonly personId: PersonId; readonly at: EpochSeconds },
): { readonly code: string; readonly enrolment: Enrolment } {
  const code = enrolmentCode(randomBytes);
  return {
    code,
    enrolment: {
      id: newId('enr'),
      personId,
      codeHash: enrolmentCodeHash(code),
      createdAt: at,
      validUntil: at + ENROLMENT_SECONDS,
    },
  };
}
