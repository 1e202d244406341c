import * as z from 'zod';
import { cloudCall } from './cloud-call.ts';

const page = z.object({
  events: z.array(z.object({ message: z.string(), timestamp: z.int() })),
  nextToken: z.string().optional(),
});

/** What a deployed function has written since then, line by line, as CloudWatch Logs keeps it. */
export async function linesOf(name: string, since: number): Promise<readonly string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const read: z.infer<typeof page> = page.parse(
      await cloudCall('logs', 'Logs_20140328.FilterLogEvents', {
        logGroupName: `/aws/lambda/sallyport-${name}`,
        startTime: Math.floor(since * 1000),
        nextToken,
      }),
    );
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
