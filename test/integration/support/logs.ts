import * as z from 'zod';
import { stack } from './stack.ts';

const page = z.object({
  events: z.array(z.object({ message: z.string(), timestamp: z.int() })),
  nextToken: z.string().optional(),
});

/** What a deployed function has written since then, line by line, as CloudWatch Logs keeps it. */
export async function linesOf(name: string, since: number): Promise<readonly string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const response = await fetch(stack.cloud.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.cloud.region}/logs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/sallyport-${name}`, startTime: since * 1000, nextToken }),
    });
    if (!response.ok) throw new Error(`FilterLogEvents answered ${response.status}: ${await response.text()}`);
    const read = page.parse(await response.json());
    lines.push(...read.events.flatMap(({ message }) => message.trim().split('\n')));
    nextToken = read.events.length === 0 ? undefined : read.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

const call = z.looseObject({
  message: z.literal('call'),
  correlationId: z.string(),
  function: z.string(),
  operation: z.string(),
  outcome: z.string(),
  durationMs: z.int(),
});
export type CallLine = z.infer<typeof call>;

/** The lines about handled calls among them. */
export const callsIn = (lines: readonly string[]): readonly CallLine[] =>
  lines.flatMap((line) => {
    try {
      const parsed = call.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
