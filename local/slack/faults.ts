import * as z from 'zod';

export const faultSchema = z
  .strictObject({
    method: z.string().optional().describe('a Web API method; left out: every method'),
    status: z.int().min(400).max(599).optional().describe('answer with this HTTP status'),
    error: z.string().optional().describe("answer with { ok: false, error }, as Slack's own refusals are"),
    hang: z.boolean().optional().describe('accept the call and never answer'),
    after: z.boolean().default(false).describe('do what was asked first: the caller cannot know that it was done'),
    times: z.int().min(1).default(1),
  })
  .refine(({ status, error, hang }) => [status, error, hang].filter((kind) => kind !== undefined).length === 1, {
    error: 'name exactly one of status, error and hang',
  });
export type Fault = z.infer<typeof faultSchema>;

/** What Slack was told to get wrong, in the order in which it was told. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): readonly Fault[] {
    return this.#waiting;
  }

  take(method: string): Fault | undefined {
    const fault = this.#waiting.find((each) => each.method === undefined || each.method === method);
    if (fault === undefined) return undefined;
    this.#waiting = this.#waiting.flatMap((each) => {
      if (each !== fault) return [each];
      return each.times > 1 ? [{ ...each, times: each.times - 1 }] : [];
    });
    return fault;
  }
}
