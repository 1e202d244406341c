import type { Page } from '../headless/browser.ts';
import { inWords } from '../headless/browser.ts';
import type { Answer } from '../headless/call-api.ts';
import type { Tried } from '../headless/use-credentials.ts';
import type { Came } from './narrator.ts';
import * as z from 'zod';

const problem = z.object({ detail: z.string() });

/** What an answer of the API is shown as: a refusal with the words that the person reads. */
export const answerCame = ({ status, code, body }: Answer): Came => {
  const detail = problem.safeParse(body).data?.detail;
  return { status, code, ...(detail !== undefined && { said: detail }) };
};

export const pageCame = ({ status, html }: Page): Came => ({
  status,
  said: /<h1>(.*?)<\/h1>/s.exec(html)?.[1]?.trim() ?? inWords(html),
});

export const triedCame = ({ status, result }: Tried): Came => ({
  status,
  code: result === 'allowed' ? undefined : result,
});
