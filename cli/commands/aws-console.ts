import { handOverLink } from '../aws/hand-over-link.ts';
import { lend } from '../aws/lend.ts';
import { parseRegion } from '../aws/profile-name.ts';
import { regionOf } from '../aws/region-of.ts';
import { signInLink } from '../aws/sign-in-link.ts';
import { argument, command, flag, option } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { dateInWords } from '../time-in-words.ts';
import { expiresAt } from '../aws/lent-credentials.ts';

/** A console session lasts as long as the credentials it came from, so these should have most of their hour left. */
const WANTED_SECONDS = 50 * 60;

export const awsConsole = command({
  more: [
    'Signs your browser in to the AWS console as the target. The session lasts as long as the credentials do: an hour at',
    'most, and never beyond the end of the grant. The link signs in whoever has it and is printed with --print only.',
  ].join(' '),
  arguments: {
    target: argument(
      'what you hold: a target by id, name or role, or a part of these; or a grant; your only one unless said',
      {
        optional: true,
      },
    ),
  },
  options: {
    region: option('REGION', 'the region to begin in', { parse: parseRegion }),
    print: flag('print the link instead of opening it'),
  },
  async run(context, { target }, { region: said, print }) {
    const { out, issuer } = context;
    const lent = await lend(context, target, WANTED_SECONDS);
    const region = await regionOf(context, said, lent.targetId);
    const link = await signInLink(context, {
      roleArn: lent.roleArn,
      credentials: lent.credentials,
      issuer: issuer(),
      region,
    });
    const { grantId, targetId } = lent;
    const until = Math.min(expiresAt(lent), lent.endsAt);
    if (print) {
      out.result({ grantId, targetId, until, link }, () => [link]);
      return exitCodes.done;
    }
    await handOverLink(link, context);
    out.result({ grantId, targetId, until, opened: true }, () => [
      `Your browser signs in to "${lent.targetName}", until ${dateInWords(until)}.`,
    ]);
    return exitCodes.done;
  },
});
