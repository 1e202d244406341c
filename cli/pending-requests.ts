import { allPages, answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';

/** What waits for the decision of the person who is signed in. */
export async function pendingRequests(api: Api): Promise<readonly Schemas['Request'][]> {
  const pages = await allPages((cursor) =>
    answer(api.GET('/requests', { params: { query: { awaiting: 'me', ...(cursor !== undefined && { cursor }) } } })),
  );
  return pages.flatMap(({ requests }) => requests);
}
