import { forgetCredentials } from '../aws/credential-cache.ts';
import { argument, command, flag } from '../command.ts';
import { parseIssuer } from '../configuration.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, UsageError } from '../failure.ts';
import { signInNow } from '../sign-in/sign-in-afresh.ts';

export const login = command({
  more: [
    'Opens your browser, which comes back to this machine when you have signed in. Without a browser (over SSH) it shows',
    'a code to enter on another device. The issuer is remembered: later commands speak to it.',
    '',
    '  sallyport login https://access.example.com',
    '  sallyport login --device',
  ].join('\n'),
  arguments: { issuer: argument('the address of your Sallyport; the last one if left out', { optional: true }) },
  options: {
    device: flag('show a code for another device (RFC 8628)'),
    noBrowser: flag('print the address to open on this machine, and open nothing'),
  },
  async run(context, { issuer: given }, { device, noBrowser }) {
    const { out, configuration } = context;
    if (device && noBrowser) throw new UsageError('--device and --no-browser are two ways; choose one.');
    const at = given === undefined ? context.issuer() : parseIssuer(given);
    const by = device ? 'device' : noBrowser ? 'address' : undefined;
    const { signIn, person } = await signInNow(context, { at, by });
    const keptIn = await context.signIn(at).begin(signIn);
    // They may be somebody else's, who was signed in here before.
    await forgetCredentials({ issuer: at, places: configuration.places, note: out.note });
    const remembered = await configuration.rememberIssuer(at).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        out.note(`${error.message} Name the issuer with --issuer or SALLYPORT_ISSUER from now on.`);
        return false;
      },
    );
    out.result({ issuer: at, person, keptIn, remembered }, () => [
      `Signed in at ${at} as ${out.paint('bold', person.name)} <${person.email}>.`,
    ]);
    if (keptIn === 'file') out.note('There is no keyring here: the sign-in is kept in a file that only you can read.');
    return keptIn === 'memory' ? exitCodes.failed : exitCodes.done;
  },
});
