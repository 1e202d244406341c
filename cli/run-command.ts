import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { reasonOf } from './operator/reason-of.ts';

/** A command gets what stands after its name, prints, and returns the exit code: 0 done, 1 refused, 2 not understood. */
type Command = (args: readonly string[]) => Promise<number>;

/** Each command is the file of its words under operator/. */
const commands: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<Command> }>> = {
  bootstrap: {
    says: 'make the first administrator, once, with your AWS credentials',
    load: async () => (await import('./operator/bootstrap.ts')).bootstrap,
  },
  'configure slack': {
    says: "store Slack's bot token and send a test message",
    load: async () => (await import('./operator/configure-slack.ts')).configureSlack,
  },
};

const usage = [
  'Usage: sallyport <command> [options]',
  '',
  ...Object.entries(commands).map(([words, { says }]) => `  ${words.padEnd(18)}${says}`),
  '',
  '`sallyport <command> --help` says more.',
].join('\n');

export async function runCommand(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === '--version') return say(version(), 0);
  if (first === '--help' || first === '-h') return say(usage, 0);
  const named = Object.entries(commands).find(([words]) =>
    words.split(' ').every((word, index) => args[index] === word),
  );
  if (named === undefined) return complain(usage, 2);
  const [words, { load }] = named;
  try {
    const command = await load();
    return await command(args.slice(words.split(' ').length));
  } catch (error) {
    return complain(`sallyport ${words}: ${reasonOf(error)}`, 1);
  }
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}

const version = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
    .version;
