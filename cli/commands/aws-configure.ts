import { join } from 'node:path';
import { awsFilesOf, changeFile, readBytes } from '../aws/config-file.ts';
import { withLockIfPossible } from '../aws/lock-if-possible.ts';
import { ourCommand } from '../aws/our-command.ts';
import { parseProfileName, parseRegion, profileNames, slugOf } from '../aws/profile-name.ts';
import { hasCredentials, hasProfile, ourProfiles, removeProfiles, setProfile } from '../aws/profiles.ts';
import type { OurProfile, ProfileChange, WantedProfile } from '../aws/profiles.ts';
import { command, flag, option, remaining } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, UsageError } from '../failure.ts';
import { allTargets, findTarget, isRole } from '../find-target.ts';
import type { RoleTarget } from '../find-target.ts';

interface Choice {
  readonly targets: readonly string[];
  readonly profile: string | undefined;
  readonly region: string | undefined;
}

export const awsConfigure = command({
  more: [
    [
      'Writes a profile for each target into ~/.aws/config (or AWS_CONFIG_FILE), which calls `sallyport aws credentials`.',
      'Everything else in that file stays as it is, to the byte; a profile that Sallyport did not write is never changed.',
    ].join(' '),
    '',
    '  sallyport aws configure                      all that you may ask for',
    '  sallyport aws configure orders --profile ord --region eu-central-1',
    '  aws --profile ord s3 ls',
    '  sallyport aws configure --remove             takes all of these profiles out again',
  ].join('\n'),
  arguments: {
    targets: remaining('targets by id, name or role, or a part of these; all that you may ask for unless said'),
  },
  options: {
    profile: option('NAME', "the profile's name, for one target", { parse: parseProfileName }),
    region: option('REGION', "the profile's region; the target's unless said", { parse: parseRegion }),
    remove: flag('take the profiles out again'),
  },
  run: async (context, { targets }, { profile, region, remove }) =>
    remove ? takeOut(context, { targets, profile, region }) : write(context, { targets, profile, region }),
});

async function write(context: Context, choice: Choice): Promise<number> {
  const { out, environment, issuer } = context;
  const targets = await chosenTargets(context, choice);
  if (choice.profile !== undefined && targets.length !== 1)
    throw new UsageError(`--profile names one profile, and ${targets.length} targets are meant: say which one.`);
  const files = awsFilesOf(environment);
  const keys = await readBytes(files.credentials);
  const call = ourCommand({ environment });
  const done: { name: string; target: string; did: ProfileChange }[] = [];
  const written = await changeConfig(context, (before) => {
    done.length = 0;
    const names = namesFor(targets, choice.profile, ourProfiles(before));
    let text = before;
    for (const { id, name: target, region } of targets)
      for (const name of names.get(id) ?? []) {
        const wanted: WantedProfile = {
          name,
          credentialProcess: `${call} aws credentials ${id} --issuer ${issuer()}`,
          region: choice.region ?? (hasProfile(before, name) ? undefined : region),
        };
        const set = setProfile(text, wanted);
        text = set.text;
        done.push({ name, target, did: hasCredentials(keys, name) ? 'not-ours' : set.did });
      }
    refuseForeign(done, files);
    return text;
  });
  out.result({ file: files.config, written, profiles: done }, () => [
    ...done.map(({ name, target, did }) => `${name.padEnd(24)} ${did.padEnd(10)} ${target}`),
    `in ${files.config}. Try: aws --profile ${done[0]?.name ?? ''} sts get-caller-identity`,
  ]);
  return exitCodes.done;
}

/** One of us at a time, so that two at once lose nothing of each other. */
const changeConfig = (
  { configuration, environment, interrupted }: Context,
  change: (text: string) => string,
): Promise<boolean> =>
  withLockIfPossible(
    join(configuration.places.state, 'aws', 'config.lock'),
    () => changeFile(awsFilesOf(environment).config, change),
    { signal: interrupted },
  );

/** What a person asked for by name; else all that may be asked for. */
async function chosenTargets({ api }: Context, { targets: asked }: Choice): Promise<readonly RoleTarget[]> {
  const all = (await allTargets(await api())).filter(isRole);
  if (asked.length > 0) return [...new Set(asked.map((each) => findTarget(all, each)))];
  const open = all.filter(({ mayAsk }) => mayAsk);
  if (open.length > 0) return open;
  throw new Failure('There is no target that you may ask for. `sallyport targets` says why.', { code: 'no_target' });
}

/** A target that has profiles of ours keeps their names; a name that was asked for is added to them. */
function namesFor(
  targets: readonly RoleTarget[],
  wanted: string | undefined,
  present: readonly OurProfile[],
): ReadonlyMap<string, readonly string[]> {
  const usual = profileNames(targets);
  return new Map(
    targets.map(({ id }) => {
      const had = present.filter(({ target }) => target === id).map(({ name }) => name);
      const names = wanted !== undefined ? [wanted] : had.length > 0 ? had : [usual.get(id) ?? id];
      return [id, [...new Set(names)]];
    }),
  );
}

function refuseForeign(
  done: readonly { readonly name: string; readonly did: ProfileChange }[],
  { config, credentials }: { readonly config: string; readonly credentials: string },
): void {
  const foreign = done.filter(({ did }) => did === 'not-ours').map(({ name }) => name);
  if (foreign.length === 0) return;
  throw new Failure(
    `Nothing was written: ${foreign.map((name) => `"${name}"`).join(', ')} in ${config} or ${credentials} is not Sallyport's. ` +
      'Choose another name for that target with --profile NAME.',
    { code: 'profile_exists' },
  );
}

async function takeOut(context: Context, { targets, profile, region }: Choice): Promise<number> {
  if (region !== undefined) throw new UsageError('--remove takes whole profiles out; it has no use for --region.');
  const named = [...targets, ...(profile === undefined ? [] : [profile])];
  const meant = ({ name, target }: OurProfile) =>
    named.length === 0 || named.some((each) => each === name || each === target || slugOf(each) === name);
  const { out, environment } = context;
  const { config } = awsFilesOf(environment);
  let removed: readonly string[] = [];
  await changeConfig(context, (before) => {
    const after = removeProfiles(before, meant);
    removed = after.removed;
    return after.text;
  });
  if (removed.length === 0 && named.length > 0)
    throw new Failure(`No profile of Sallyport's in ${config} is called "${named.join('", "')}".`, {
      code: 'not_found',
    });
  out.result({ file: config, removed }, () =>
    removed.length === 0
      ? [`There is no profile of Sallyport's in ${config}.`]
      : removed.map((name) => `${name.padEnd(24)} removed`),
  );
  return exitCodes.done;
}
