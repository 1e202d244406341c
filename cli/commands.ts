import type { RunnableCommand } from './command.ts';

/** An operator's command takes its words as they are and uses AWS credentials, not the API (docs/decisions). */
type OperatorCommand = (args: readonly string[]) => Promise<number>;

export interface Listed {
  readonly words: string;
  readonly says: string;
  readonly load: () => Promise<{ readonly command: RunnableCommand } | { readonly operator: OperatorCommand }>;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Listed[];
}

/** Everything that `sallyport` can do. Each is loaded when it is called: cli/command.ts says how to add one. */
export const commandGroups: readonly CommandGroup[] = [
  {
    title: 'Signing in',
    commands: [
      {
        words: 'whoami',
        says: 'who is signed in, with what rights',
        load: async () => ({ command: (await import('./commands/whoami.ts')).whoami }),
      },
    ],
  },
  {
    title: 'Operating Sallyport, with your AWS credentials',
    commands: [
      {
        words: 'bootstrap',
        says: 'make the first administrator, once, with your AWS credentials',
        load: async () => ({ operator: (await import('./operator/bootstrap.ts')).bootstrap }),
      },
      {
        words: 'configure slack',
        says: "store Slack's bot token and send a test message",
        load: async () => ({ operator: (await import('./operator/configure-slack.ts')).configureSlack }),
      },
    ],
  },
];

export const listed: readonly Listed[] = commandGroups.flatMap(({ commands }) => commands);
