import {
  approve,
  ask,
  askForCredentials,
  credentialsOf,
  decisionOf,
  grantIn,
  requested,
} from '../../../local/headless/elevation.ts';
import type { GrantView, RequestView } from '../../../local/headless/elevation.ts';
import type { Member } from '../../../local/headless/member.ts';
import type { LentCredentials } from '../../../local/headless/use-credentials.ts';

export type Wanted = { readonly targetId: string; readonly seconds: number };

/** Asked for and agreed to. */
export async function approved(holder: Member, by: Member, wanted: Wanted): Promise<RequestView> {
  const request = requested(await ask(holder, wanted));
  return decisionOf(await approve(by, request)).request;
}

/** A grant that is active, with credentials of it. */
export async function held(
  holder: Member,
  by: Member,
  wanted: Wanted,
): Promise<{ readonly grant: GrantView; readonly credentials: LentCredentials }> {
  const { grantId } = await approved(holder, by, wanted);
  const grant = await grantIn(holder, grantId, 'active', 40);
  return { grant, credentials: credentialsOf(await askForCredentials(holder, grantId)) };
}
