import { command, flag } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { alarmChecks } from './check-alarms.ts';
import { clockCheck } from './check-clock.ts';
import { endpointCheck } from './check-endpoint.ts';
import { issuerChecks } from './check-issuer.ts';
import { keptChecks } from './check-kept.ts';
import { runningChecks } from './check-running.ts';
import { slackCheck } from './check-slack.ts';
import { targetsCheck } from './check-targets.ts';
import { readDeployment } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { findingsOf } from './finding.ts';
import type { Check, Finding, Verdict } from './finding.ts';
import { reasonOf } from './reason-of.ts';

const more = `Looks at what is deployed with your AWS credentials and region, and at the issuer over HTTP. It changes nothing:
Slack is asked whether it knows the token, and a message is written only with --send. Targets are checked if an
administrator is signed in here.

Each line is ✓ right, ✗ wrong, or ? could not be told, with what was seen; below it what was expected and what to do.
Exit code 1 if anything is wrong; with --strict also if anything could not be told.`;

export const doctor = command({
  more,
  options: {
    send: flag('also write a test message in every Slack channel'),
    strict: flag('what could not be told counts as wrong'),
  },
  async run(context, _words, { send, strict }) {
    const deployment = await readDeployment().catch((error: unknown) => {
      throw error instanceof Failure ? error : new Failure(`There is nothing to look at: ${reasonOf(error)}`);
    });
    const findings: Finding[] = [];
    for (const check of checksOf(context, deployment, send)) {
      context.out.progress(`looking at: ${check.name}`);
      findings.push(...(await findingsOf(check)));
    }
    const counted = (verdict: Verdict) => findings.filter((each) => each.verdict === verdict).length;
    const summary = { right: counted('right'), wrong: counted('wrong'), unknown: counted('unknown') };
    context.out.result({ issuer: deployment.issuer, ...summary, findings }, () => [
      ...findings.flatMap((finding) => linesOf(context, finding)),
      '',
      `${summary.right} right, ${summary.wrong} wrong, ${summary.unknown} could not be told`,
    ]);
    return summary.wrong > 0 || (strict && summary.unknown > 0) ? exitCodes.failed : exitCodes.done;
  },
});

const checksOf = (context: Context, deployment: Deployment, send: boolean): readonly Check[] => [
  ...issuerChecks(deployment, context.fetch),
  clockCheck(deployment.issuer, context.fetch, context.now),
  endpointCheck(deployment),
  slackCheck(send),
  targetsCheck(context, deployment.issuer),
  ...alarmChecks(deployment),
  ...runningChecks(context.now),
  ...keptChecks(deployment),
];

const signs = { right: ['✓', 'green'], wrong: ['✗', 'red'], unknown: ['?', 'yellow'] } as const;

function linesOf({ out }: Context, { check, verdict, saw, expected, todo }: Finding): readonly string[] {
  const [sign, colour] = signs[verdict];
  const first = `${out.paint(colour, sign)} ${check}: ${saw}`;
  return verdict === 'right' ? [first] : [first, `    expected  ${expected}`, `    do        ${todo ?? ''}`];
}
