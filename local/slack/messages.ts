import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const textSchema = z.object({ type: z.string(), text: z.string() });

export const blockSchema = z.looseObject({
  type: z.string(),
  text: textSchema.optional(),
  fields: z.array(textSchema).optional(),
  elements: z.array(z.looseObject({ type: z.string(), text: z.unknown().optional() })).optional(),
});
export type Block = z.infer<typeof blockSchema>;

const messageSchema = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  blocks: z.array(blockSchema),
  threadTs: z.string().nullable(),
  unfurlLinks: z.boolean(),
  /** How often the links in it were fetched for a preview. */
  previews: z.int(),
  edits: z.int(),
});
export type Message = z.infer<typeof messageSchema>;

export const channels = [
  { id: 'C0APPROVERS', name: 'approvers' },
  { id: 'C0SECURITY', name: 'security' },
  { id: 'C0GENERAL', name: 'general' },
] as const;

export const findChannel = (wanted: string): (typeof channels)[number] | undefined =>
  channels.find(({ id, name }) => wanted === id || wanted.replace(/^#/, '') === name);

/** The messages of a workspace, kept in a file so that they outlive a restart. */
export class Messages {
  readonly #file: string;
  readonly #all: Message[];
  #last = 0;

  constructor(file: string) {
    this.#file = file;
    this.#all = existsSync(file) ? z.array(messageSchema).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  }

  all(): readonly Message[] {
    return this.#all;
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#all.find((message) => message.channel === channel && message.ts === ts);
  }

  add(content: Omit<Message, 'ts' | 'previews' | 'edits'>): Message {
    // Slack names a message by the microsecond of its arrival; no two of a channel have the same.
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    const digits = String(this.#last);
    const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    const message = { ...content, ts, previews: 0, edits: 0 };
    this.#all.push(message);
    this.save();
    return message;
  }

  save(): void {
    writeFileSync(this.#file, JSON.stringify(this.#all));
  }
}
