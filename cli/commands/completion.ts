import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const completion = command({
  more: [
    'Prints the script that the shell sources:',
    '',
    "  bash  echo 'source <(sallyport completion bash)' >> ~/.bashrc",
    "  zsh   echo 'source <(sallyport completion zsh)' >> ~/.zshrc    (after compinit)",
    '  fish  sallyport completion fish > ~/.config/fish/completions/sallyport.fish',
  ].join('\n'),
  arguments: { shell: argument('which shell', { choices: ['bash', 'zsh', 'fish'] }) },
  async run(_context, { shell }) {
    const { printCompletionScript } = await import('../completion.ts');
    printCompletionScript(shell);
    return exitCodes.done;
  },
});
