import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from './context.ts';
import { Failure, signInNeeded } from './failure.ts';
import { answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';
import { mayPass, PATIENCE_SECONDS } from './http/outlast.ts';
import { approvalInWords } from './rule-in-words.ts';
import { secondsInWords } from './time-in-words.ts';

type Request = Schemas['Request'];

/** Reads the request again and again until it is decided, and what was agreed to is active or over. */
export async function awaitDecision(
  { out, now, interrupted }: Pick<Context, 'out' | 'now' | 'interrupted'>,
  api: Api,
  first: Request,
): Promise<Request> {
  const { id } = first;
  let request = first;
  let lost: number | undefined;
  const goOn = `go on waiting with \`sallyport requests ${id} --wait\``;
  for (let pause = 1000; !isSettled(request); pause = Math.min(pause * 1.2, 5000)) {
    const left = secondsInWords(Math.max(0, request.expiresAt - now()));
    out.progress(`Waiting for ${waitsFor(request)} … (Ctrl-C stops waiting; it can be decided for another ${left})`);
    try {
      await sleep(pause, undefined, { signal: interrupted });
      request = await answer(api.GET('/requests/{id}', { params: { path: { id } } }));
      if (lost !== undefined) out.note('Sallyport can be reached again.');
      lost = undefined;
    } catch (error) {
      if (interrupted.aborted)
        throw new Failure(`Not waiting any more. The request stands: ${goOn}, or see \`sallyport requests\`.`, {
          ...(interrupted.reason instanceof Failure && {
            exitCode: interrupted.reason.exitCode,
            code: interrupted.reason.code,
          }),
        });
      if (error instanceof Failure && error.code === 'sign_in_needed')
        throw signInNeeded(
          `Your sign-in is over, the request stands. Sign in again (sallyport login) and ${goOn}.`,
          error,
        );
      if (!(error instanceof Failure) || !mayPass(error)) throw error;
      if (lost === undefined) out.note(`${error.message} Trying on.`);
      lost ??= now();
      if (now() - lost > PATIENCE_SECONDS)
        throw new Failure(`${error.message} The request stands: ${goOn}.`, {
          exitCode: error.exitCode,
          code: error.code,
          cause: error,
        });
    }
  }
  return request;
}

/** Decided against, or decided for and no longer on its way. */
const isSettled = ({ state, grant }: Request): boolean =>
  state === 'requested' ? false : state !== 'approved' || (grant !== null && grant.state !== 'activating');

const waitsFor = ({ state, rule }: Request): string =>
  state === 'requested' ? approvalInWords(rule.approval) : 'the grant to become active';
