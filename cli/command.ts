import type { Context } from './context.ts';

/**
 * A command of `sallyport`.
 *
 * To add one: write `cli/commands/<words-with-hyphens>.ts`, which exports the result of `command({…})`, and name its
 * words in the list in `cli/commands.ts` with a one-line summary and a dynamic import of a fixed string. Options are
 * data, so parsing, help and completion come from the same place; `run` gets them typed:
 *
 *     export const say = command({
 *       arguments: { target: argument('a target: id, name, or part of the name') },
 *       options: {
 *         for: option('DURATION', 'for how long', { parse: parseDuration }),   // --for 1h; undefined if not given
 *         reason: needed('TEXT', 'why'),                                       // --reason …; refused without it
 *         tag: repeated('KEY=VALUE', 'a tag'),                                 // --tag a=1 --tag b=2
 *         noWait: flag('do not wait'),                                         // --no-wait
 *       },
 *       async run({ out, api }, { target }, { noWait }) {
 *         const me = await answer((await api()).GET('/me'));      // cli/http/answer.ts: throws what went wrong
 *         out.result(me, () => [`You are ${me.name}.`]);          // `--json` prints the first, people read the second
 *         return exitCodes.done;
 *       },
 *     });
 *
 * What goes wrong is thrown: a `Failure` (words that say what to do next), a `UsageError`, or the `Problem` that the
 * API answered; cli/run-command.ts prints it and picks the exit code. Results go to standard output, everything else
 * (`out.note`) to standard error. Import what is heavy inside `run`: the list of commands and `--help` stay fast.
 */
export interface CommandDefinition<A extends Arguments = Arguments, O extends Options = Options> {
  /** More than the summary in the list: what it does, and examples; shown by `--help`. */
  readonly more?: string;
  readonly arguments?: A;
  readonly options?: O;
  readonly run: (context: Context, given: Values<A>, options: Values<O>) => Promise<number>;
}

/** One value of the command line; `T` is what `run` gets. */
export interface Part<T> {
  readonly kind: 'flag' | 'value' | 'repeated';
  readonly required: boolean;
  /** The name of its value in the help. */
  readonly placeholder: string;
  readonly says: string;
  readonly choices?: readonly string[] | undefined;
  /** Throws a `UsageError` that says what is allowed. */
  readonly read: (given: readonly string[]) => T;
}

// What a part gives differs from part to part; `Values` finds it out for each.
export type Arguments = Readonly<Record<string, Part<unknown>>>;
export type Options = Readonly<Record<string, Part<unknown>>>;
export type Values<P> = { readonly [Name in keyof P]: P[Name] extends Part<infer T> ? T : never };

interface More<T> {
  readonly choices?: readonly string[];
  readonly parse?: (text: string) => T;
}

/** What stands for nothing to parse: the text itself. */
const same = (text: string): string => text;

/** `--name`. A camelCase name becomes hyphens: `noWait` is `--no-wait`. */
export const flag = (says: string): Part<boolean> => ({
  kind: 'flag',
  required: false,
  placeholder: '',
  says,
  read: (given) => given.length > 0,
});

/** `--name VALUE`, or nothing. */
export function option(
  placeholder: string,
  says: string,
  more?: { choices?: readonly string[] },
): Part<string | undefined>;
export function option<T>(
  placeholder: string,
  says: string,
  more: More<T> & { parse: (text: string) => T },
): Part<T | undefined>;
export function option<T>(
  placeholder: string,
  says: string,
  { choices, parse }: More<T> = {},
): Part<T | string | undefined> {
  const read = (given: readonly string[]) => {
    const last = given.at(-1);
    return last === undefined ? undefined : (parse ?? same)(last);
  };
  return { kind: 'value', required: false, placeholder, says, choices, read };
}

/** `--name VALUE`, without which the command is not understood. */
export function needed(placeholder: string, says: string, more?: { choices?: readonly string[] }): Part<string>;
export function needed<T>(placeholder: string, says: string, more: More<T> & { parse: (text: string) => T }): Part<T>;
export function needed<T>(placeholder: string, says: string, { choices, parse }: More<T> = {}): Part<T | string> {
  return {
    kind: 'value',
    required: true,
    placeholder,
    says,
    choices,
    read: (given) => (parse ?? same)(given.at(-1) ?? ''),
  };
}

/** `--name VALUE`, any number of times. */
export const repeated = (placeholder: string, says: string): Part<readonly string[]> => ({
  kind: 'repeated',
  required: false,
  placeholder,
  says,
  read: (given) => given,
});

/** A word after the command. */
export function argument(says: string, more?: { choices: readonly string[] }): Part<string>;
export function argument(says: string, more: { optional: true; choices?: readonly string[] }): Part<string | undefined>;
export function argument(
  says: string,
  { optional = false, choices }: { optional?: boolean; choices?: readonly string[] } = {},
): Part<string | undefined> {
  return { kind: 'value', required: !optional, placeholder: '', says, choices, read: (given) => given[0] };
}

/** All remaining words, such as the command after `--`. */
export const remaining = (says: string): Part<readonly string[]> => ({ ...repeated('', says) });

/** Declares a command, keeping the exact types of its values. */
export const command = <A extends Arguments, O extends Options>(
  definition: CommandDefinition<A, O>,
): RunnableCommand => ({
  ...(definition.more !== undefined && { more: definition.more }),
  arguments: definition.arguments ?? {},
  options: definition.options ?? {},
  run: (context, words, options) =>
    definition.run(context, readAll(definition.arguments, words), readAll(definition.options, options)),
});

/** A command with its types closed over: what was given for each part goes in, an exit code comes out. */
export interface RunnableCommand {
  readonly more?: string;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly run: (context: Context, words: Given, options: Given) => Promise<number>;
}
export type Given = Readonly<Record<string, readonly string[]>>;

function readAll<P extends Readonly<Record<string, Part<unknown>>>>(parts: P | undefined, given: Given): Values<P> {
  const read = Object.entries(parts ?? {}).map(([name, part]) => [name, part.read(given[name] ?? [])]);
  return Object.fromEntries(read) as Values<P>;
}
