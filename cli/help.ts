import { commandGroups, listed } from './commands.ts';

/** The list of all commands. */
export const generalHelp = (): string =>
  [
    'Usage: sallyport <command> [options]',
    ...commandGroups.flatMap(({ title, commands }) => ['', `${title}:`, ...commands.map(lineOf)]),
    '',
    'Every command takes --json (results for programs) and --issuer ORIGIN (another Sallyport than the last one).',
    '`sallyport <command> --help` says more.',
  ].join('\n');

const room = Math.max(...listed.map(({ words }) => words.length)) + 2;
const lineOf = ({ words, says }: { words: string; says: string }): string => `  ${words.padEnd(room)}${says}`;

/** For words that are no command: those that begin so, or what may have been meant. */
export function helpOf(words: readonly string[]): string {
  const [first = ''] = words;
  const begun = listed.filter((each) => each.words.startsWith(`${first} `));
  if (begun.length > 0) return [`Usage: sallyport ${first} <command> [options]`, '', ...begun.map(lineOf)].join('\n');
  if (first.startsWith('-')) return generalHelp();
  const near = listed.map((each) => ({ each, far: distance(first, each.words.split(' ')[0] ?? '') }));
  const closest = near.filter(({ far }) => far <= 2).sort((a, b) => a.far - b.far)[0];
  const meant = closest === undefined ? '' : ` Did you mean \`sallyport ${closest.each.words}\`?`;
  return `There is no command "${first}".${meant}\n\n${generalHelp()}`;
}

/** How many letters one must add, leave out or change to get from one word to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
