import { listed } from './commands.ts';
import type { Listed } from './commands.ts';
import { openContext } from './open-context.ts';
import { exitCodes } from './exit-codes.ts';
import { explain } from './explain.ts';
import { Failure } from './failure.ts';
import { generalHelp, helpOf } from './help.ts';
import { openOutput } from './output.ts';
import { readWords } from './read-words.ts';
import { version } from './version.ts';
import type { World } from './world.ts';
import { thisProcess } from './world.ts';

/** Runs what the command line says, prints, and returns the exit code (cli/exit-codes.ts). */
export async function runCommand(args: readonly string[], world: World = thisProcess()): Promise<number> {
  const { words, wantsHelp } = globalFirst(args);
  const say = (text: string, code: number): number => {
    (code === exitCodes.done ? world.stdout : world.stderr).write(`${text}\n`);
    return code;
  };
  if (words[0] === '--version' || words[0] === '-V') return say(version(), exitCodes.done);
  if (words[0] === 'complete' && words[1] === '--') {
    // What the completion script of the shell calls.
    await (await import('./completion.ts')).printCompletions(words.slice(2));
    return exitCodes.done;
  }
  const named = longest(words);
  if (named === undefined) {
    if (words.length === 0) return say(generalHelp(), wantsHelp ? exitCodes.done : exitCodes.usage);
    const asked = wantsHelp || words.includes('--help') || words.includes('-h');
    return say(helpOf(words), asked && knowsPart(words) ? exitCodes.done : exitCodes.usage);
  }
  const rest = words.slice(named.words.split(' ').length);
  return runNamed(named, wantsHelp ? ['--help', ...rest] : rest, world);
}

async function runNamed(named: Listed, args: readonly string[], world: World): Promise<number> {
  const json = beforeDashes(args).includes('--json');
  const complain = (error: unknown): number => {
    const { text, exitCode } = explain(error, named.words, { json, environment: world.environment });
    world.stderr.write(`${text}\n`);
    return exitCode;
  };
  let loaded;
  try {
    loaded = await named.load();
    if ('operator' in loaded) return await loaded.operator(args);
  } catch (error) {
    return complain(error);
  }
  const interrupt = world.listenForInterrupt();
  try {
    const { command } = loaded;
    const given = readWords(named, command, args, world);
    if ('exitCode' in given) return given.exitCode;
    const out = openOutput({ json: given.json, ...world });
    const context = openContext({ out, issuer: given.issuer, interrupted: interrupt.signal, world });
    return await command.run(context, given.words, given.options);
  } catch (error) {
    // A command that was interrupted says itself how things stand; what merely broke off says nothing.
    return complain(interrupt.signal.aborted && !(error instanceof Failure) ? interrupt.signal.reason : error);
  } finally {
    interrupt.stop();
  }
}

/** The command with the most words that the line begins with: `targets check` rather than `targets`. */
const longest = (words: readonly string[]): Listed | undefined =>
  listed
    .filter((each) => each.words.split(' ').every((word, index) => words[index] === word))
    .sort((a, b) => b.words.length - a.words.length)[0];

const knowsPart = (words: readonly string[]): boolean =>
  words[0]?.startsWith('-') === true || listed.some(({ words: each }) => each.startsWith(`${words[0] ?? ''} `));

/** `help request` and `--help request` are `request --help`; options for all commands may stand before the command. */
function globalFirst(args: readonly string[]): { readonly words: readonly string[]; readonly wantsHelp: boolean } {
  const before: string[] = [];
  let wantsHelp = false;
  let at = 0;
  for (; at < args.length; at += 1) {
    const each = args[at] ?? '';
    if (each === 'help' || each === '--help' || each === '-h') wantsHelp = true;
    else if (each === '--json' || each.startsWith('--issuer=')) before.push(each);
    else if (each === '--issuer') before.push(each, args[(at += 1)] ?? '');
    else break;
  }
  const rest = args.slice(at);
  if (before.length === 0) return { words: rest, wantsHelp };
  const length = longest(rest)?.words.split(' ').length ?? rest.length;
  return { words: [...rest.slice(0, length), ...before, ...rest.slice(length)], wantsHelp };
}

const beforeDashes = (args: readonly string[]): readonly string[] => {
  const at = args.indexOf('--');
  return at === -1 ? args : args.slice(0, at);
};
