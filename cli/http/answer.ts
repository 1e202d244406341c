import { Failure } from '../failure.ts';

interface Answered<T> {
  readonly data?: T;
  readonly response: Response;
}

/** What the API answered: `await answer((await api()).GET('/me'))`. Whatever went wrong has been thrown by then. */
export async function answer<T>(call: Promise<Answered<T>>): Promise<NonNullable<T>> {
  const { data, response } = await call;
  if (data === undefined || data === null)
    throw new Failure(`Sallyport answered ${response.status} without saying anything.`);
  return data;
}

interface Page {
  readonly next: string | null;
}

/** Follows `next` to its end: pages may be empty and yet have a next one. */
export async function allPages<P extends Page>(
  read: (cursor: string | undefined) => Promise<P>,
): Promise<readonly P[]> {
  const pages: P[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    pages.push(page);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return pages;
}
