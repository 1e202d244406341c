import { problemPage } from '../../../http/page-problem.ts';
import { readCookie } from '../../../http/page-cookies.ts';
import type { PageReply } from '../../../http/page.ts';
import { refusal } from '../../../kernel/refusal.ts';
import { INTERACTION_COOKIE } from '../cookies.ts';
import type { WaitingDevice } from '../device.ts';
import type { PendingSignIn } from '../ports.ts';
import type { PageCall } from './page-call.ts';

/** A sign-in that is for a device. */
export interface PendingDevice extends Pick<PendingSignIn, 'interaction'> {
  readonly device: WaitingDevice;
}

/** A sign-in is carried on only in the browser that began it. */
export async function withPending(
  call: PageCall,
  answer: (pending: PendingSignIn) => Promise<PageReply>,
): Promise<PageReply> {
  const interaction = call.event.pathParameters?.['interaction'] ?? '';
  const pending =
    interaction !== '' && readCookie(call.event, INTERACTION_COOKIE) === interaction
      ? await call.surroundings.pending.find(interaction)
      : null;
  if (pending !== null) return answer(pending);
  return problemPage(
    refusal(
      'expired',
      'This sign-in has expired, or was begun in another browser. Go back to where you came from and sign in again; cookies must be allowed.',
    ),
    call.cause.correlationId,
  );
}

export const purposeOf = ({ interaction }: Pick<PendingSignIn, 'interaction'>): string => `sign-in/${interaction}`;
