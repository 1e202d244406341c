import { childEnvironment } from '../aws/child-environment.ts';
import { chooseGrant } from '../aws/choose-grant.ts';
import { lend } from '../aws/lend.ts';
import { expiresAt } from '../aws/lent-credentials.ts';
import type { LentCredentials } from '../aws/lent-credentials.ts';
import { parseRegion } from '../aws/profile-name.ts';
import { regionOf } from '../aws/region-of.ts';
import { CommandFailure, runChild } from '../aws/run-child.ts';
import { askFor } from '../ask-for.ts';
import type { Wish } from '../ask-for.ts';
import { awaitDecision } from '../await-decision.ts';
import { argument, command, option, remaining } from '../command.ts';
import type { Context } from '../context.ts';
import { parseDuration } from '../duration.ts';
import { Failure, UsageError } from '../failure.ts';
import { allTargets, findTarget, isRole } from '../find-target.ts';
import type { Api } from '../http/api.ts';
import { liveGrants } from '../live-grants.ts';
import type { HeldGrant } from '../live-grants.ts';
import { outcomeOf, requestInWords, stateOf } from '../request-in-words.ts';
import { dateInWords } from '../time-in-words.ts';

/** A command cannot be given new credentials while it runs, so it begins with most of an hour, where that can be had. */
const WANTED_SECONDS = 50 * 60;

export const exec = command({
  more: [
    [
      'Runs a command with the credentials of a target in its environment, and nowhere else: AWS_ACCESS_KEY_ID,',
      'AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION and AWS_REGION; AWS_PROFILE and what else',
      'could compete with them is taken away. Signals go to the command, and its exit code is the answer (126 and 127',
      'say that it could not be run).',
    ].join(' '),
    '',
    'A vaulted credential comes as SALLYPORT_USERNAME, SALLYPORT_PASSWORD and so on, and under the names that its tools know',
    '(PGHOST, PGPASSWORD, MYSQL_PWD, REDISCLI_AUTH, …); --reason says why, and it is rotated afterwards. An account of a database',
    'that was made for the grant comes the same way.',
    '',
    'What you do not hold yet is asked for and waited for with --for and --reason.',
    '',
    '  sallyport exec orders -- aws s3 ls',
    '  sallyport exec orders --for 30m --reason "Ticket 4711: a table is full" -- aws dynamodb list-tables',
    '  sallyport exec orders-db --reason "Ticket 4712: a stuck import" -- psql',
  ].join('\n'),
  arguments: {
    target: argument('what you hold: a target by id, name or role, or a part of these; or a grant'),
    command: remaining('the command and its arguments, after --'),
  },
  options: {
    for: option('DURATION', 'ask for it first, for so long: 30m, 1h30m', { parse: parseDuration }),
    reason: option('TEXT', 'why, for the approvers to read'),
    region: option('REGION', "the command's region; AWS_REGION or the target's unless said", { parse: parseRegion }),
  },
  async run(context, { target, command: [name, ...args] }, { for: seconds, reason, region: said }) {
    const { out, environment } = context;
    if (name === undefined)
      throw new UsageError('Which command? Write it after --: sallyport exec TARGET -- aws s3 ls');
    if (seconds !== undefined && reason === undefined)
      throw new UsageError('To ask for it first, say both: --for 30m --reason "…"');
    const wish = seconds === undefined || reason === undefined ? undefined : { seconds, reason };
    const lent = await lendOrAsk(context, target, wish);
    if ('vaulted' in lent)
      return shellCodeOf(context, async () => {
        const { execWithGrant } = await import('../vault/exec-credential.ts');
        return execWithGrant(context, await context.api(), lent.vaulted, { name, args, reason });
      });
    const region = await regionOf(context, said, lent.targetId);
    if (expiresAt(lent) < lent.endsAt)
      out.note(
        `These credentials last until ${dateInWords(expiresAt(lent))}, the grant until ${dateInWords(lent.endsAt)}. ` +
          'What runs longer renews them by a profile: sallyport aws configure',
      );
    return shellCodeOf(context, () =>
      runChild({ command: name, args, environment: childEnvironment(environment, lent.credentials, region) }),
    );
  },
});

/** What did not start has the exit code that a shell gives it. */
async function shellCodeOf({ out }: Pick<Context, 'out'>, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    out.note(`sallyport exec: ${error.message}`);
    return error.shellCode;
  }
}

/** What is held already is used; else it is asked for, and waited for, where the command line says so. */
async function lendOrAsk(
  context: Context,
  target: string,
  wish: Omit<Wish, 'targetId'> | undefined,
): Promise<LentCredentials | { readonly vaulted: HeldGrant }> {
  try {
    return await lend(context, target, WANTED_SECONDS);
  } catch (error) {
    if (!(error instanceof Failure) || !['no_grant', 'not_a_role'].includes(error.code)) throw error;
    const vaulted = await vaultedGrant(await context.api(), target);
    if (vaulted !== undefined) return { vaulted };
    if (wish === undefined) throw error;
  }
  const { out } = context;
  const api = await context.api();
  const { id: targetId } = findTarget(await allTargets(api), target);
  const asked = await askFor(context, api, { ...wish, targetId });
  for (const line of requestInWords(asked, out)) out.note(line);
  const decided = await awaitDecision(context, api, asked);
  if (decided.grant?.state === 'active') {
    const vaulted = await vaultedGrant(api, decided.grant.id);
    return vaulted === undefined ? lend(context, decided.grant.id, WANTED_SECONDS) : { vaulted };
  }
  for (const line of requestInWords(decided, out)) out.note(line);
  throw new Failure(`Nothing was run: ${asked.id} is ${stateOf(decided)}.`, {
    exitCode: outcomeOf(decided),
    code: 'not_granted',
  });
}

/** An active grant of something that is no role; undefined when there is none that is called so. */
async function vaultedGrant(api: Api, asked: string): Promise<HeldGrant | undefined> {
  const held = (await liveGrants(api)).filter(({ target, state }) => !isRole(target) && state === 'active');
  const byId = held.find(({ id }) => id === asked);
  if (byId !== undefined || held.length === 0) return byId;
  try {
    return chooseGrant(held, asked);
  } catch (error) {
    if (error instanceof Failure && error.code === 'no_grant') return undefined;
    throw error;
  }
}
