import type { PageEvent, PageReply } from './page.ts';
import { began, reportCall } from './report-call.ts';

/** Of a function whose answers are pages: one line for each, by route and status. */
export const loggedPage =
  (answer: (event: PageEvent) => Promise<PageReply>) =>
  async (event: PageEvent): Promise<PageReply> => {
    const start = began();
    const reply = await answer(event);
    reportCall({
      correlationId: event.requestContext.requestId,
      operation: event.routeKey,
      outcome: String(reply.statusCode ?? 200),
      began: start,
    });
    return reply;
  };
