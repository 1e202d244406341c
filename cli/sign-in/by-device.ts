import { setTimeout as sleep } from 'node:timers/promises';
import * as client from 'openid-client';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { Unreachable } from '../http/reach.ts';
import { signInFailure } from './issuer.ts';
import { asked, newSignIn } from './new-sign-in.ts';
import type { NewSignIn, SignInWay } from './new-sign-in.ts';

/** Where there is no browser: a code to type on a page of another device (RFC 8628). */
export async function signInByDevice(way: SignInWay): Promise<NewSignIn> {
  const { issuer, context } = way;
  if (issuer.metadata.device_authorization_endpoint === undefined)
    throw new Failure(
      'This Sallyport offers no sign-in by device. `sallyport login --no-browser` prints an address to open on this machine.',
      { code: 'unsupported' },
    );
  try {
    const begun = await client.initiateDeviceAuthorization(issuer.config, asked(way));
    context.out.note(
      `On any device, open\n  ${begun.verification_uri}\nand enter the code\n  ${context.out.paint('bold', begun.user_code)}`,
    );
    if (begun.verification_uri_complete !== undefined)
      context.out.note(
        `or open this page, and check that it shows the same code:\n  ${begun.verification_uri_complete}`,
      );
    context.out.progress('Waiting for you to sign in …');
    return newSignIn(issuer, await poll(way, begun), context.now());
  } catch (error) {
    context.interrupted.throwIfAborted();
    const code = error instanceof client.ResponseBodyError ? error.error : undefined;
    const denied = 'The sign-in was denied on the other device. Begin again: sallyport login --device';
    const expired = 'The code has expired before anyone signed in with it. Begin again: sallyport login --device';
    if (code === 'access_denied' || code === 'expired_token')
      throw new Failure(code === 'access_denied' ? denied : expired, {
        exitCode: exitCodes.notGranted,
        code,
        cause: error,
      });
    throw signInFailure(error, issuer);
  }
}

/** A network that is gone for a moment does not end the waiting (RFC 8628, section 3.5); the code's own end does. */
async function poll({ issuer, context }: SignInWay, begun: client.DeviceAuthorizationResponse) {
  const deadline = AbortSignal.timeout(begun.expires_in * 1000);
  for (let lost = false; ; lost = true) {
    try {
      return await client.pollDeviceAuthorizationGrant(issuer.config, begun, undefined, {
        signal: context.interrupted,
      });
    } catch (error) {
      const failure = signInFailure(error, issuer);
      if (!(failure instanceof Unreachable) || deadline.aborted) throw error;
      if (!lost) context.out.note(`${failure.message} Trying on.`);
      await sleep(1000, undefined, { signal: context.interrupted });
    }
  }
}
