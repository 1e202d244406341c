import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Delivery, Messenger } from './ports.ts';

/** What the operator is told after `sallyport configure slack`. */
export const testReport = z.discriminatedUnion('token', [
  z.strictObject({ token: z.literal('missing') }),
  z.strictObject({ token: z.literal('refused'), code: z.string() }),
  z.strictObject({
    token: z.literal('accepted'),
    team: z.string(),
    bot: z.string(),
    channels: z.array(z.strictObject({ channel: z.string(), group: z.string().nullable(), result: z.string() })),
  }),
]);
export type TestReport = z.infer<typeof testReport>;

interface TestPorts {
  readonly messenger: Pick<Messenger, 'post'> & { whoAmI(): Promise<Delivery<{ team: string; bot: string }>> };
  readonly channels: Readonly<Record<string, string>>;
  readonly issuer: string;
}

/** Tries the token, then says hello in one channel, or in every group's; `quietly` names the channels and says nothing. */
export async function sendTestMessage(
  { messenger, channels, issuer }: TestPorts,
  { only, quietly }: { readonly only: string | undefined; readonly quietly: boolean },
): Promise<TestReport> {
  const who = await messenger.whoAmI();
  if (!who.done) return who.why === 'no-token' ? { token: 'missing' } : { token: 'refused', code: who.code };
  const groups = Object.entries(channels).map(([group, channel]) => ({ group, channel }));
  const known = groups.filter(({ channel }) => channel === only);
  const wanted = only === undefined ? groups : known.length > 0 ? known : [{ group: null, channel: only }];
  const text = `Sallyport at ${issuer} can write here. Requests for access will appear in this channel.`;
  const message = {
    text,
    blocks: [{ type: 'section', text: { type: 'plain_text', text, emoji: false } }],
    hash: createHash('sha256').update(text).digest('hex'),
  } as const;
  const results = await Promise.all(
    wanted.map(async ({ group, channel }) => {
      if (quietly) return { channel, group, result: 'not-tried' };
      const posted = await messenger.post(channel, message);
      const result = posted.done ? 'sent' : posted.why === 'no-token' ? 'no-token' : posted.code;
      return { channel, group, result };
    }),
  );
  return { token: 'accepted', ...who.value, channels: results };
}
