import type { Context } from './context.ts';
import { answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';
import { Unreachable } from './http/reach.ts';
import { withFreshSignIn } from './sign-in/sign-in-afresh.ts';

export interface Wish {
  readonly targetId: string;
  readonly seconds: number;
  readonly reason: string;
}

/** Asks for a target. Where the answer was lost it may have been asked all the same, which is said: asking twice is seen. */
export const askFor = (context: Context, api: Api, wish: Wish): Promise<Schemas['Request']> =>
  withFreshSignIn(context, () =>
    answer(api.POST('/requests', { body: { ...wish } })).catch((error: unknown) => {
      if (!(error instanceof Unreachable)) throw error;
      throw new Unreachable(
        `${error.message} It may have been asked all the same: \`sallyport requests\` shows it.`,
        error,
      );
    }),
  );
