import { problemPage } from '../http/page-problem.ts';
import type { PageEvent, PageReply } from '../http/page.ts';
import { refusal } from '../kernel/refusal.ts';
import { endIt, showGrant } from './grants.ts';
import { showHome } from './home.ts';
import type { ConsoleParts } from './parts.ts';
import { askForAccess, decide, showRequest, takeBack } from './requests.ts';
import { beginSignIn, finishSignIn, signOut } from './sign-in.ts';
import type { Page } from './visit.ts';

const pages = {
  'GET /console': showHome,
  'GET /console/sign-in': beginSignIn,
  'GET /console/callback': finishSignIn,
  'POST /console/sign-out': signOut,
  'POST /console/requests': askForAccess,
  'GET /console/requests/{id}': showRequest,
  'POST /console/requests/{id}/decision': decide,
  'POST /console/requests/{id}/cancel': takeBack,
  'GET /console/grants/{id}': showGrant,
  'POST /console/grants/{id}/end': endIt,
} as const satisfies Record<string, (parts: ConsoleParts) => Page>;

/** The pages: HTML without script, behind a cookie and the same policies as the API. */
export function consolePages(parts: ConsoleParts): (event: PageEvent) => Promise<PageReply> {
  const byRoute = new Map(Object.entries(pages).map(([route, of]) => [route, of(parts)]));
  return async (event) => {
    const { requestId } = event.requestContext;
    try {
      const found = byRoute.get(event.routeKey);
      return found
        ? await found(event)
        : await problemPage(refusal('unknown_route', 'There is no such page.'), requestId);
    } catch (error) {
      parts.surroundings.reportFault(error, requestId);
      const why = 'Something Sallyport depends on did not answer. Try again in a moment.';
      return problemPage(refusal('unavailable', why), requestId);
    }
  };
}
