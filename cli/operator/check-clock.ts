import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { Fetch } from '../http/reach.ts';
import type { Check } from './finding.ts';

/** Codes of an authenticator app are taken one step of thirty seconds early or late. */
const MOST_SECONDS = 30;

const answered = z.looseObject({ response: z.looseObject({ headers: z.record(z.string(), z.string()) }) });

/** Three clocks: AWS's, the issuer's and this machine's. `Date` has whole seconds, so a second is nothing. */
export function clockCheck(issuer: string, fetch: Fetch, now: () => number, readAwsDate = awsDate): Check {
  return {
    name: 'clock',
    expected: `AWS, the issuer and this machine are within ${MOST_SECONDS} seconds of each other`,
    async look({ right, wrong, unknown }) {
      const aws = await readAwsDate();
      if (aws === undefined) return unknown('AWS answered without a date', 'Run it again.');
      const here = now() - aws;
      const response = await fetch(`${issuer}/health`, { signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
      const theirs = secondsOf(response?.headers.get('date'));
      if (Math.abs(here) > MOST_SECONDS)
        return wrong(
          `this machine is ${inWords(here)} of AWS`,
          'Set this machine’s clock (NTP): sign-ins and signatures from here fail.',
        );
      if (theirs === undefined)
        return unknown(`this machine is ${inWords(here)} of AWS; the issuer told no date`, 'First see to the issuer.');
      const off = theirs - now();
      if (Math.abs(off + here) > MOST_SECONDS)
        return wrong(
          `the issuer is ${inWords(off + here)} of AWS`,
          'What stands before the API answers from a cache, or is not AWS.',
        );
      return right(`this machine ${inWords(here)} of AWS, the issuer ${inWords(off + here)}`);
    },
  };
}

/** The `Date` of an answer of AWS, which the client itself keeps to itself. */
async function awsDate(): Promise<number | undefined> {
  const sts = new STSClient({});
  let date: string | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = answered.safeParse(result).data?.response.headers['date'];
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await sts.send(new GetCallerIdentityCommand({}));
  return secondsOf(date);
}

function secondsOf(date: string | null | undefined): number | undefined {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

const inWords = (seconds: number): string =>
  Math.abs(seconds) <= 1 ? 'level with the clock' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
