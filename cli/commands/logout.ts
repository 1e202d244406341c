import { forgetCredentials } from '../aws/credential-cache.ts';
import { command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { CLIENT_ID } from '../sign-in/renew.ts';

export const logout = command({
  more: 'Ends the sign-in at the issuer (RFC 7009) and forgets it here, with what AWS credentials are kept. Grants are not touched: give them back one by one.',
  async run({ out, issuer, signIn, fetch, configuration }) {
    const at = issuer();
    const kept = await signIn().forget();
    await forgetCredentials({ issuer: at, places: configuration.places, note: out.note });
    if (kept === undefined) {
      out.result({ issuer: at, signedOut: false }, () => [`You were not signed in at ${at}.`]);
      return exitCodes.done;
    }
    try {
      if (kept.revocationEndpoint !== null) {
        const response = await fetch(kept.revocationEndpoint, {
          method: 'POST',
          body: new URLSearchParams({
            client_id: CLIENT_ID,
            token: kept.refreshToken,
            token_type_hint: 'refresh_token',
          }),
        });
        if (!response.ok) throw new Failure(`The issuer answered ${response.status}.`);
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(
        `The sign-in is forgotten here, but it could not be ended at ${at}: ${error.message} It ends there by itself.`,
        { exitCode: error.exitCode, code: error.code, cause: error },
      );
    }
    out.result({ issuer: at, signedOut: true }, () => [`Signed out at ${at}.`]);
    return exitCodes.done;
  },
});
