import { Argument, Command, CommanderError, Option } from 'commander';
import type { Given, Part, RunnableCommand } from './command.ts';
import type { Listed } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import type { World } from './world.ts';

export interface ReadWords {
  readonly words: Given;
  readonly options: Given;
  readonly json: boolean;
  readonly issuer: string | undefined;
}

/** What stands after the command's name, by the names of its parts; or the exit code, when help or a complaint was printed. */
export function readWords(
  { words, says }: Pick<Listed, 'words' | 'says'>,
  command: RunnableCommand,
  args: readonly string[],
  { stdout, stderr }: Pick<World, 'stdout' | 'stderr'>,
): ReadWords | { readonly exitCode: number } {
  const program = asProgram(words, says, command);
  program.exitOverride().configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    outputError: (text, write) => write(withoutValues(text)),
    getOutHelpWidth: () => Math.min(stdout.columns ?? 80, 100),
    getErrHelpWidth: () => Math.min(stderr.columns ?? 80, 100),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? exitCodes.done : exitCodes.usage };
  }
  const values = program.opts<Record<string, unknown>>();
  const issuer = values['issuer'];
  return {
    words: argumentsOf(command, program),
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, part]) => [name, givenFor(values, name, part)]),
    ),
    json: values['json'] === true,
    issuer: typeof issuer === 'string' ? issuer : undefined,
  };
}

/** What was written where nothing is expected could be anything, a password too: it is not repeated. */
const withoutValues = (text: string): string =>
  text.replace(/(unknown option '--[^=]*=)[^]*(?=')/, '$1…').replace(/(too many arguments[^:]*): [^]*/, '$1.\n');

/** The command as commander has it: what parses, helps and completes. */
export function asProgram(words: string, says: string, command: RunnableCommand): Command {
  const program = new Command(`sallyport ${words}`)
    .description(command.more === undefined ? capitalised(says) : `${capitalised(says)}.\n\n${command.more}`)
    .helpOption('-h, --help', 'this text')
    .showHelpAfterError(`\`sallyport ${words} --help\` says more.`);
  for (const [name, part] of Object.entries(command.arguments)) program.addArgument(asArgument(name, part));
  for (const [name, part] of Object.entries(command.options)) program.addOption(asOption(name, part));
  program.option('--json', 'print the result for programs');
  program.option('--issuer <ORIGIN>', 'the Sallyport to speak to');
  return program;
}

function asArgument(name: string, { kind, required, says, choices }: Part<unknown>): Argument {
  const inner = `${hyphenated(name)}${kind === 'repeated' ? '...' : ''}`;
  const made = new Argument(required ? `<${inner}>` : `[${inner}]`, says);
  return choices === undefined ? made : made.choices(choices);
}

function asOption(name: string, { kind, required, placeholder, says, choices }: Part<unknown>): Option {
  const long = `--${hyphenated(name)}`;
  const made = new Option(kind === 'flag' ? long : `${long} <${placeholder}>`, says);
  if (choices !== undefined) made.choices(choices);
  if (kind === 'repeated') made.argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return made.makeOptionMandatory(required);
}

function argumentsOf(command: RunnableCommand, program: Command): Given {
  const left = [...program.args];
  return Object.fromEntries(
    Object.entries(command.arguments).map(([name, { kind }]) => [
      name,
      kind === 'repeated' ? left.splice(0) : left.splice(0, 1),
    ]),
  );
}

/** Commander has `--no-wait` as the value false of `wait`. */
function givenFor(values: Readonly<Record<string, unknown>>, name: string, { kind }: Part<unknown>): readonly string[] {
  const negated = /^no([A-Z])(.*)$/.exec(name);
  if (kind === 'flag' && negated !== null)
    return values[`${(negated[1] ?? '').toLowerCase()}${negated[2] ?? ''}`] === false ? [''] : [];
  const value = values[name];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'string') return [value];
  return value === true ? [''] : [];
}

const hyphenated = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
