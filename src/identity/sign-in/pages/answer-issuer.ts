import { problemPage } from '../../../http/page-problem.ts';
import type { PageEvent, PageReply } from '../../../http/page.ts';
import { refusal } from '../../../kernel/refusal.ts';
import type { Clock } from '../../../kernel/time.ts';
import type { SignInSurroundings } from '../surroundings.ts';
import { postConfirmation, postDevice, showConfirmation, showDevice, showDeviceDone } from './device-pages.ts';
import {
  postEnrolment,
  postPasswordChoice,
  postSecondFactorChoice,
  showEnrolment,
  showPasswordChoice,
  showSecondFactorChoice,
} from './enrolment-pages.ts';
import type { PageCall } from './page-call.ts';
import { postSecondFactor, postSignIn, showSecondFactor, showSignIn } from './sign-in-pages.ts';

const pages: ReadonlyMap<string, (call: PageCall) => Promise<PageReply>> = new Map([
  ['GET /sign-in/{interaction}', showSignIn],
  ['POST /sign-in/{interaction}', postSignIn],
  ['GET /sign-in/{interaction}/second-factor', showSecondFactor],
  ['POST /sign-in/{interaction}/second-factor', postSecondFactor],
  ['GET /sign-in/{interaction}/device', showConfirmation],
  ['POST /sign-in/{interaction}/device', postConfirmation],
  ['GET /device', showDevice],
  ['POST /device', postDevice],
  ['GET /device/done', showDeviceDone],
  ['GET /enrol', showEnrolment],
  ['POST /enrol', postEnrolment],
  ['GET /enrol/password', showPasswordChoice],
  ['POST /enrol/password', postPasswordChoice],
  ['GET /enrol/second-factor', showSecondFactorChoice],
  ['POST /enrol/second-factor', postSecondFactorChoice],
]);

/** What the issuer's function works with, once the public key is known. */
export interface Issuer {
  readonly surroundings: SignInSurroundings;
  /** The provider's own endpoints. */
  readonly protocol: (event: PageEvent) => Promise<PageReply>;
  readonly userinfo: (event: PageEvent) => Promise<PageReply>;
}

/** Our own pages here, the protocol's endpoints to the provider; a fault becomes a page that says nothing was done. */
export const answerIssuer =
  (open: () => Promise<Issuer>, clock: Clock, reportFault: (error: unknown, correlationId: string) => void) =>
  async (event: PageEvent): Promise<PageReply> => {
    const { requestId, http } = event.requestContext;
    try {
      const { surroundings, protocol, userinfo } = await open();
      if (event.rawPath === '/oauth2/userinfo') return await userinfo(event);
      const show = pages.get(event.routeKey);
      if (show === undefined) return await protocol(event);
      const cause = {
        actor: { kind: 'anonymous' },
        signInId: null,
        correlationId: requestId,
        address: http.sourceIp,
        reasons: [],
        at: clock(),
      } as const;
      return await show({ event, cause, surroundings });
    } catch (error) {
      reportFault(error, requestId);
      return problemPage(
        refusal('unavailable', 'Something Sallyport depends on did not answer. Nothing was done; try again.'),
        requestId,
      );
    }
  };
