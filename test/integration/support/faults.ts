import * as z from 'zod';
import { stack } from './stack.ts';

type Faults = {
  readonly crashPoints?: Readonly<Record<string, number>>;
  readonly tables?: readonly { readonly table: string; readonly operation?: string; readonly times: number }[];
  readonly streams?: { readonly duplicate: number };
};

async function send(url: string, method: 'POST' | 'DELETE', body?: unknown): Promise<void> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
}

const control = new URL('faults', stack.control).href;
const slack = new URL('faults', stack.slack.page).href;

/** From here on these things go wrong; what was told before does not any more. */
export const letFail = (faults: Faults): Promise<void> => send(control, 'POST', faults);
export const letSlackFail = (fault: Readonly<Record<string, unknown>>): Promise<void> => send(slack, 'POST', fault);

export async function letAllWork(): Promise<void> {
  await send(control, 'DELETE');
  await send(slack, 'DELETE');
}

/** How many more times it will happen: 0 says that it has happened as often as it was told to. */
export async function leftOf(crashPoint: string): Promise<number | undefined> {
  const faults = z.object({ crashPoints: z.record(z.string(), z.int()).optional() });
  return faults.parse(await (await fetch(control)).json()).crashPoints?.[crashPoint];
}
