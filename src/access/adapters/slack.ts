import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import type { Message } from '../notify/message.ts';
import type { Delivery, Messenger } from '../notify/ports.ts';

/** Reads the bot token when it is needed; null while there is none. */
export type ReadToken = () => Promise<string | null>;

export interface SlackOptions {
  readonly apiUrl: string;
  readonly readToken: ReadToken;
  readonly timeoutMilliseconds?: number;
}

export interface Slack extends Messenger {
  /** Whose token it is: Slack's name of the workspace and of the bot. */
  whoAmI(): Promise<Delivery<{ team: string; bot: string }>>;
}

/** Two calls at most: the second one only where Slack said that it did nothing with the first. */
export function slack({ apiUrl, readToken, timeoutMilliseconds = 3000 }: SlackOptions): Slack {
  async function call<T>(work: (client: WebClient) => Promise<Delivery<T>>): Promise<Delivery<T>> {
    const token = await readToken();
    if (token === null) return { done: false, why: 'no-token' };
    const client = new WebClient(token, {
      slackApiUrl: apiUrl,
      allowAbsoluteUrls: false,
      timeout: timeoutMilliseconds,
      // The outbox tries again later, counted and on record; a call that waits here could be killed half-way.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
    });
    try {
      return await work(client);
    } catch (error) {
      if (!(error instanceof WebAPIHTTPError)) return failure(error);
      return work(client).catch(failure);
    }
  }

  return {
    post: (channel, message) =>
      call(async (client) => {
        const answer = await client.chat.postMessage({
          channel,
          ...bodyOf(message),
          unfurl_links: false,
          unfurl_media: false,
        });
        if (answer.ts === undefined) return { done: false, why: 'failed', code: 'no_timestamp' };
        return { done: true, value: { channel: answer.channel ?? channel, ts: answer.ts } };
      }),
    update: ({ channel, ts }, message) =>
      call(async (client) => {
        await client.chat.update({ channel, ts, ...bodyOf(message) });
        return { done: true, value: undefined };
      }),
    whoAmI: () =>
      call(async (client) => {
        const { team, user } = await client.auth.test();
        return { done: true, value: { team: team ?? 'unnamed', bot: user ?? 'unnamed' } };
      }),
  };
}

/** `parse: none` and no `link_names`: what looks like a channel or a person stays text. */
const bodyOf = ({ text, blocks }: Message) => ({
  text,
  blocks: [...blocks],
  parse: 'none' as const,
  link_names: false,
});

/** Slack's own words are short codes; anything else (a proxy's page, a driver's message) is not repeated. */
function failure(error: unknown): { done: false; why: 'failed'; code: string } {
  const code = (said: unknown) => (typeof said === 'string' && /^[a-z0-9_]{1,60}$/.test(said) ? said : 'unknown');
  if (error instanceof WebAPIPlatformError) return { done: false, why: 'failed', code: code(error.data.error) };
  if (error instanceof WebAPIHTTPError) return { done: false, why: 'failed', code: `http_${error.statusCode}` };
  if (error instanceof WebAPIRateLimitedError) return { done: false, why: 'failed', code: 'ratelimited' };
  const cause: unknown = error instanceof WebAPIRequestError ? error.original : error;
  // A timeout is a DOMException, which the client keeps or turns into text.
  const timedOut = /\b(Timeout|Abort)Error\b/.test(
    cause instanceof Error ? `${cause.name} ${cause.message}` : String(cause),
  );
  return { done: false, why: 'failed', code: timedOut ? 'timeout' : 'unreachable' };
}

/** The client would log addresses, bodies and Slack's answers; what matters is returned. */
const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  setName: () => {},
  getLevel: () => LogLevel.ERROR,
};
