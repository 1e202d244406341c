import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { readCurrent } from '../plan/current.ts';
import type { Current } from '../plan/current.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';

export const exportConfiguration = command({
  more: [
    'Writes the present configuration into an empty folder, as files that `sallyport plan` finds nothing to change in.',
    '',
    '  sallyport export config',
  ].join('\n'),
  arguments: { folder: argument('an empty folder, or one that is not there yet') },
  async run(context, { folder }) {
    const api = await context.api();
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0)
      throw new Failure(`${folder} is not empty, and nothing in it is overwritten. Choose another folder.`);
    const files = filesOf(await withFreshSignIn(context, () => readCurrent(api)));
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), stringify(content, { lineWidth: 120 }));
    context.out.result({ folder, files: Object.keys(files) }, () => [
      `Wrote ${Object.keys(files).join(', ')} to ${folder}.`,
    ]);
    return exitCodes.done;
  },
});

/** One file a kind. Those who are disabled are left out: the files say who may sign in. */
export function filesOf({ people, groups, targets, rules }: Current): Record<string, object> {
  const active = people.filter((person) => person.active).sort((one, other) => (one.email < other.email ? -1 : 1));
  const known = new Set(active.map(({ email }) => email));
  const words = wordsFor(targets.map(({ name }) => name));
  const wordOf = new Map(targets.map(({ name }, at) => [name, words[at] ?? name]));
  return {
    'people.yaml': { people: Object.fromEntries(active.map(({ email, name }) => [email, name])) },
    'groups.yaml': {
      groups: Object.fromEntries(
        groups.map(({ name, description, members }) => [
          name,
          { description, members: members.filter((email) => known.has(email)) },
        ]),
      ),
    },
    'targets.yaml': {
      targets: Object.fromEntries(
        targets.map((target) => [wordOf.get(target.name) ?? target.name, written(target, wordOf)]),
      ),
    },
    'rules.yaml': {
      rules: Object.fromEntries(
        rules.map(({ name, says, groups: asking, people: named, targets: of, maxSeconds, approval, peers }) => [
          name,
          {
            says,
            ask: { groups: asking, people: named },
            targets: of.map((target) => wordOf.get(target) ?? target),
            for: `${maxSeconds}s`,
            approval: approval.map(({ count, group }) => `${count} of ${group}`),
            ...(peers && { peers }),
          },
        ]),
      ),
    },
  };
}

/** A target as the files have it; administrators by the words that the files have for them. */
function written(target: Current['targets'][number], wordOf: ReadonlyMap<string, string>): object {
  const { name, description, sensitivity } = target;
  switch (target.kind) {
    case 'aws-role': {
      const { roleArn: role, boundaryArn: boundary, externalId, probeAction: probe, region } = target;
      return { name, description, sensitivity, role, boundary, externalId, probe, region };
    }
    case 'credential': {
      const { id: _, importedSecret, address, ...rest } = target;
      const administrator = 'administrator' in address ? address.administrator : null;
      return {
        ...rest,
        address: {
          ...address,
          ...(administrator !== null && { administrator: wordOf.get(administrator) ?? administrator }),
        },
        ...(importedSecret !== null && { secret: importedSecret }),
      };
    }
    case 'database-account': {
      const { id: _, ...rest } = target;
      return { ...rest, administrator: wordOf.get(target.administrator) ?? target.administrator };
    }
  }
}

/** A word for each name, none twice. */
function wordsFor(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, at) => {
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^[^a-z]+|-+$/g, '')
      .slice(0, 55);
    const word = plain.length > 1 && !taken.has(plain) ? plain : `target-${at + 1}`;
    taken.add(word);
    return word;
  });
}
