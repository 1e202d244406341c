import { setTimeout as sleep } from 'node:timers/promises';
import { forgetCredentials } from './aws/credential-cache.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { answer } from './http/answer.ts';
import { Unreachable } from './http/reach.ts';
import { withFreshSignIn } from './sign-in/sign-in-afresh.ts';
import { secondsInWords } from './time-in-words.ts';

/** An end takes seconds; past this one says that it goes on without us. */
const PATIENCE_MILLISECONDS = 180_000;

/** Ends a grant and waits until it is known to be gone: a probe has been refused. */
export async function endGrant(context: Context, id: string, { wait }: { readonly wait: boolean }): Promise<number> {
  const { out, interrupted, configuration, issuer } = context;
  const api = await context.api();
  const path = { params: { path: { id } } };
  let grant = await withFreshSignIn(context, () => answer(api.POST('/grants/{id}/end', path)));
  await forgetCredentials({ issuer: issuer(), places: configuration.places, note: out.note }, { grantId: id });
  const started = performance.now();
  while (grant.state === 'ending' || grant.state === 'active') {
    if (!wait || performance.now() - started > PATIENCE_MILLISECONDS) break;
    out.progress('It is ending; waiting for the proof that it is gone …');
    try {
      await sleep(1000, undefined, { signal: interrupted });
      grant = await answer(api.GET('/grants/{id}', path));
    } catch (error) {
      if (interrupted.aborted)
        throw new Failure('Not waiting any more. It is being ended all the same: `sallyport grants --all` shows it.', {
          exitCode: exitCodes.interrupted,
          code: 'interrupted',
        });
      if (!(error instanceof Unreachable)) throw error;
    }
  }
  out.result(grant, () => [
    grant.state === 'ended'
      ? `${grant.target.name} is given up; it was gone after ${secondsInWords(grant.timeToEndSeconds ?? 0)} (${grant.id}).`
      : `${grant.target.name} is ${grant.state} (${grant.id}).`,
  ]);
  if (grant.state === 'revoke_failed')
    throw new Failure('Taking it away failed so far. Sallyport tries on, and its operators have an alarm.', {
      code: 'revoke_failed',
    });
  return exitCodes.done;
}
