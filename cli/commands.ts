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
        words: 'login',
        says: 'sign in',
        load: async () => ({ command: (await import('./commands/login.ts')).login }),
      },
      {
        words: 'logout',
        says: 'sign out, here and at the issuer',
        load: async () => ({ command: (await import('./commands/logout.ts')).logout }),
      },
      {
        words: 'whoami',
        says: 'who is signed in, with what rights',
        load: async () => ({ command: (await import('./commands/whoami.ts')).whoami }),
      },
    ],
  },
  {
    title: 'Access',
    commands: [
      {
        words: 'targets',
        says: 'what may I ask for, and why not the rest',
        load: async () => ({ command: (await import('./commands/targets.ts')).targets }),
      },
      {
        words: 'request',
        says: 'ask for a target, and wait for it',
        load: async () => ({ command: (await import('./commands/request.ts')).request }),
      },
      {
        words: 'requests',
        says: 'what I have asked for',
        load: async () => ({ command: (await import('./commands/requests.ts')).requests }),
      },
      {
        words: 'grants',
        says: 'what I hold',
        load: async () => ({ command: (await import('./commands/grants.ts')).grants }),
      },
      {
        words: 'return',
        says: 'give a grant back',
        load: async () => ({ command: (await import('./commands/return.ts')).giveBack }),
      },
    ],
  },
  {
    title: 'Using what you hold',
    commands: [
      {
        words: 'exec',
        says: "run a command with a target's credentials",
        load: async () => ({ command: (await import('./commands/exec.ts')).exec }),
      },
      {
        words: 'check-out',
        says: 'hold a vaulted credential, or wait for it',
        load: async () => ({ command: (await import('./commands/check-out.ts')).checkOut }),
      },
      {
        words: 'check-in',
        says: 'give a vaulted credential back',
        load: async () => ({ command: (await import('./commands/check-out.ts')).checkIn }),
      },
      {
        words: 'secret reveal',
        says: 'see the value of a vaulted credential, once',
        load: async () => ({ command: (await import('./commands/secret-reveal.ts')).secretReveal }),
      },
      {
        words: 'aws console',
        says: 'sign your browser in to the AWS console',
        load: async () => ({ command: (await import('./commands/aws-console.ts')).awsConsole }),
      },
      {
        words: 'aws configure',
        says: 'write profiles for AWS tools into ~/.aws/config',
        load: async () => ({ command: (await import('./commands/aws-configure.ts')).awsConfigure }),
      },
      {
        words: 'aws credentials',
        says: 'hand credentials to an AWS tool (credential_process)',
        load: async () => ({ command: (await import('./commands/aws-credentials.ts')).awsCredentials }),
      },
    ],
  },
  {
    title: 'Deciding',
    commands: [
      {
        words: 'pending',
        says: 'what awaits my decision',
        load: async () => ({ command: (await import('./commands/pending.ts')).pending }),
      },
      {
        words: 'approve',
        says: 'open the page to approve a request',
        load: async () => ({ command: (await import('./commands/approve.ts')).approve }),
      },
      {
        words: 'deny',
        says: 'open the page to deny a request',
        load: async () => ({ command: (await import('./commands/deny.ts')).deny }),
      },
      {
        words: 'revoke',
        says: "end somebody's grant",
        load: async () => ({ command: (await import('./commands/revoke.ts')).revoke }),
      },
    ],
  },
  {
    title: 'Administering',
    commands: [
      {
        words: 'plan',
        says: 'what would files of configuration change',
        load: async () => ({ command: (await import('./commands/plan.ts')).plan }),
      },
      {
        words: 'apply',
        says: 'make the configuration what files say',
        load: async () => ({ command: (await import('./commands/apply.ts')).apply }),
      },
      {
        words: 'export',
        says: 'write the configuration into files',
        load: async () => ({ command: (await import('./commands/export.ts')).exportConfiguration }),
      },
      {
        words: 'invite',
        says: 'add a person, or give a new code',
        load: async () => ({ command: (await import('./commands/invite.ts')).invite }),
      },
      {
        words: 'changes',
        says: 'changes of the configuration',
        load: async () => ({ command: (await import('./commands/changes.ts')).changes }),
      },
      {
        words: 'changes approve',
        says: 'agree to a change',
        load: async () => ({ command: (await import('./commands/changes-decide.ts')).changesApprove }),
      },
      {
        words: 'changes deny',
        says: 'say no to a change',
        load: async () => ({ command: (await import('./commands/changes-decide.ts')).changesDeny }),
      },
      {
        words: 'changes apply',
        says: 'carry a change out',
        load: async () => ({ command: (await import('./commands/changes.ts')).changesApply }),
      },
      {
        words: 'changes withdraw',
        says: 'take a change back',
        load: async () => ({ command: (await import('./commands/changes.ts')).changesWithdraw }),
      },
      {
        words: 'targets check',
        says: 'try whether targets could be lent and taken back',
        load: async () => ({ command: (await import('./commands/targets-check.ts')).targetsCheck }),
      },
    ],
  },
  {
    title: 'Vaulted credentials',
    commands: [
      {
        words: 'credentials',
        says: 'who holds them, when they are rotated, whether they log in',
        load: async () => ({ command: (await import('./commands/credentials.ts')).credentials }),
      },
      {
        words: 'credentials set-value',
        says: 'store a value, and try it',
        load: async () => ({ command: (await import('./commands/credentials-keep.ts')).credentialsSetValue }),
      },
      {
        words: 'credentials rotate',
        says: 'rotate one now',
        load: async () => ({ command: (await import('./commands/credentials-keep.ts')).credentialsRotate }),
      },
      {
        words: 'credentials reconcile',
        says: 'find out which values log in, and put the labels right',
        load: async () => ({ command: (await import('./commands/credentials-keep.ts')).credentialsReconcile }),
      },
      {
        words: 'credentials check-in',
        says: 'take one back from whoever holds it',
        load: async () => ({ command: (await import('./commands/credentials-keep.ts')).credentialsCheckIn }),
      },
    ],
  },
  {
    title: 'Your shell',
    commands: [
      {
        words: 'completion',
        says: 'completions for bash, zsh and fish',
        load: async () => ({ command: (await import('./commands/completion.ts')).completion }),
      },
    ],
  },
  {
    title: 'Operating Sallyport, with your AWS credentials',
    commands: [
      {
        words: 'init',
        says: 'make the folder of a deployment of your own',
        load: async () => ({ command: (await import('./commands/init.ts')).init }),
      },
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
      {
        words: 'targets adopt',
        says: 'make a role that exists lendable, or say why not',
        load: async () => ({ operator: (await import('./operator/targets-adopt.ts')).targetsAdopt }),
      },
      {
        words: 'doctor',
        says: 'look whether everything that is deployed is as it should be',
        load: async () => ({ command: (await import('./operator/doctor.ts')).doctor }),
      },
    ],
  },
];

export const listed: readonly Listed[] = commandGroups.flatMap(({ commands }) => commands);
