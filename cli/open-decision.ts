import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';
import { openPage } from './open-page.ts';
import { pendingRequests } from './pending-requests.ts';
import { requestInWords } from './request-in-words.ts';

/** Shows what is asked and opens its page: the decision and the second factor belong there, not into a terminal. */
export async function openDecision(context: Context, given: string | undefined, verb: string): Promise<number> {
  const { out, issuer, environment } = context;
  const api = await context.api();
  const request = given === undefined ? await onlyOne(api, verb) : await readRequest(api, given);
  const { may, code, detail } = request.decide;
  if (!may)
    throw new Failure(`You cannot decide on ${request.id}: ${detail ?? ''} (${code ?? 'not_permitted'})`, {
      code: code ?? 'not_permitted',
    });
  const page = `${issuer()}/console/requests/${request.id}`;
  const opened = await openPage(page, environment);
  out.result({ request, page, opened }, () => [
    ...requestInWords(request, out),
    '',
    `${opened ? 'Your browser opens the page to' : 'Open this page to'} ${verb} it:`,
    `  ${page}`,
  ]);
  return exitCodes.done;
}

const readRequest = (api: Api, id: string): Promise<Schemas['Request']> =>
  answer(api.GET('/requests/{id}', { params: { path: { id } } }));

async function onlyOne(api: Api, verb: string): Promise<Schemas['Request']> {
  const waiting = await pendingRequests(api);
  const [one] = waiting;
  if (one !== undefined && waiting.length === 1) return one;
  throw new Failure(
    one === undefined
      ? 'Nothing waits for your decision.'
      : `${waiting.length} requests wait; say which: \`sallyport pending\` lists them, \`sallyport ${verb} ID\` opens one.`,
    { code: one === undefined ? 'nothing_pending' : 'several_pending' },
  );
}
