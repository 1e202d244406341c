import { RootCommand, script } from '@bomb.sh/tab';
import { listed } from './commands.ts';
import { asProgram } from './read-words.ts';

/** The script for bash asks the package bash-completion for the words; where that is not installed, bash itself knows them. */
const WITHOUT_BASH_COMPLETION = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}")
  cword=$COMP_CWORD
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD - 1]}"
}
`;

/** Prints what the shell sources; it calls `sallyport complete -- <words so far>` on each press of the key. */
export function printCompletionScript(shell: string): void {
  if (shell === 'bash') process.stdout.write(WITHOUT_BASH_COMPLETION);
  script(shell, 'sallyport', 'sallyport');
}

/** Prints what may stand next, in the form that the script reads. */
export async function printCompletions(words: readonly string[]): Promise<void> {
  const root = new RootCommand();
  // The first words of commands of two, so that what follows them is found.
  for (const first of new Set(listed.map((each) => each.words.split(' ')[0] ?? ''))) root.command(first, '');
  await Promise.all(
    listed.map(async (each) => {
      const made = root.command(each.words, each.says);
      const begun = each.words.split(' ').every((word, at) => words[at] === word);
      if (!begun) return;
      const loaded = await each.load();
      if (!('command' in loaded)) return;
      const program = asProgram(each.words, each.says, loaded.command);
      for (const { long, description, required, argChoices } of program.options) {
        const name = long?.replace(/^--/, '') ?? '';
        if (!required) made.option(name, description);
        else
          made.option(name, description, (complete) => {
            for (const choice of argChoices ?? []) complete(choice, '');
          });
      }
      for (const argument of program.registeredArguments)
        made.argument(
          argument.name(),
          (complete) => {
            for (const choice of argument.argChoices ?? []) complete(choice, '');
          },
          argument.variadic,
        );
    }),
  );
  root.parse([...words]);
}
