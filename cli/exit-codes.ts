/** What every command says with its exit code (docs/command-line.md has the same table). */
export const exitCodes = {
  /** It is done. */
  done: 0,
  /** It was refused, or it failed; standard error says why. */
  failed: 1,
  /** The command line itself was not understood. */
  usage: 2,
  /** Nobody is signed in, or the sign-in is over: `sallyport login`. */
  signInNeeded: 3,
  /** What was waited for was denied, cancelled, or expired. */
  notGranted: 4,
  /** Sallyport, or something on the way to it, could not be reached. */
  unreachable: 5,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
