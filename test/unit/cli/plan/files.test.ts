import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { filesOf } from '../../../../cli/commands/export.ts';
import type { Current } from '../../../../cli/plan/current.ts';
import { desiredOf, peersIn } from '../../../../cli/plan/desired.ts';
import { operationsFor } from '../../../../cli/plan/operations.ts';
import { readFolder } from '../../../../cli/plan/read-folder.ts';

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'sallyport-files-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
  return place;
}
const read = async (files: Readonly<Record<string, string>>) => readFolder(await folder(files));
const desired = async (files: Readonly<Record<string, string>>) => desiredOf(await read(files));

const people = 'people:\n  alice@example.com: Alice\n  bob@example.com: Bob\n';
const rule = (more = '') =>
  `rules:\n  orders:\n    says: Orders for an hour\n    ask: { groups: [engineers] }\n    targets: [Orders]\n    for: 1h\n    approval: [1 of approvers]\n${more}`;

const target = {
  id: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r',
  kind: 'aws-role' as const,
  name: 'Orders',
  description: 'reads the orders',
  sensitivity: 'production' as const,
  roleArn: 'arn:aws:iam::000000000000:role/sallyport-target-orders',
  externalId: 'orders-1',
  boundaryArn: 'arn:aws:iam::000000000000:policy/sallyport-boundary-orders',
  probeAction: 'dynamodb:ListTables' as const,
  region: 'eu-central-1',
};
const current = (more: Partial<Current> = {}): Current => ({
  revision: 7,
  secondPerson: false,
  people: [
    { id: 'usr_01jd4zv2t0e9xbk8ng5w1m3c7r', email: 'alice@example.com', name: 'Alice', active: true },
    { id: 'usr_01jd4zv2t0e9xbk8ng5w1m3c7s', email: 'bob@example.com', name: 'Bob', active: true },
  ],
  groups: [
    { name: 'approvers', description: 'decide', members: ['bob@example.com'] },
    { name: 'engineers', description: 'build', members: ['alice@example.com'] },
  ],
  targets: [target],
  rules: [],
  ...more,
});

describe('what is wrong in the files is said all at once, with file and line', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a misspelt field',
      { 'r.yaml': rule('    peeers: true\n') },
      /r\.yaml:8: rules\.orders: "peeers" is not known here; did you mean "peers"\?/,
    ],
    [
      'a misspelt kind',
      { 'a.yaml': 'gruops: {}\n' },
      /a\.yaml:1: the file: "gruops" is not known here; did you mean "groups"\?/,
    ],
    ['a field that is missing', { 'r.yaml': rule().replace('    for: 1h\n', '') }, /r\.yaml:2: rules\.orders\.for: /],
    [
      'an e-mail address that is none',
      { 'p.yaml': 'people:\n  alice: Alice\n' },
      /p\.yaml:2: people: "alice": expected an e-mail address/,
    ],
    [
      'a duration of nothing',
      { 'r.yaml': rule().replace('1h', 'soon') },
      /r\.yaml:6: rules\.orders\.for: expected a duration/,
    ],
    [
      'an approval in other words',
      { 'r.yaml': rule().replace('1 of approvers', 'approvers') },
      /expected "<n> of <group>"/,
    ],
    ['nobody who asks', { 'r.yaml': rule().replace('{ groups: [engineers] }', '{}') }, /expected a group or a person/],
    [
      'the same person in two files',
      { 'a.yaml': people, 'b.yaml': 'people:\n  Alice@example.com: Alice\n' },
      /b\.yaml:2: people: alice@example\.com is there twice, first in a\.yaml:2/,
    ],
    ['a key twice', { 'a.yaml': `${people}  bob@example.com: Bobby\n` }, /a\.yaml:4: Map keys must be unique/],
    ['what is no YAML', { 'a.yaml': 'people: {\n' }, /a\.yaml:\d: /],
    ['an anchor that could grow without end', { 'a.yaml': 'people: &a\n  x@example.com: *a\n' }, /alias/i],
    ['an empty folder', {}, /There is no \.yaml file/],
    ['files that say nothing', { 'a.yaml': '# later\n' }, /say nothing: expected people, groups, targets or rules/],
  ])('%s', async (_what, files, says) => {
    await expect(read(files)).rejects.toThrow(says);
  });

  test('a folder that is not there', async () => {
    await expect(readFolder('/nowhere/at/all')).rejects.toThrow('There is no folder /nowhere/at/all');
  });
});

describe('groups in groups', () => {
  const nested = `${people}groups:
  approvers: { description: decide, groups: [leads] }
  leads: { description: lead, groups: [engineers], members: [bob@example.com] }
  engineers: { description: build, members: [alice@example.com] }
`;

  test('give their members, with the way that leads there', async () => {
    const { groups } = await desired({ 'all.yaml': nested });
    expect([...(groups?.get('approvers')?.members ?? [])]).toEqual([
      ['bob@example.com', 'approvers ← leads'],
      ['alice@example.com', 'approvers ← leads ← engineers'],
    ]);
  });

  test('in a circle are refused, once, with the circle', async () => {
    const circle =
      'groups:\n  aa: { description: a, groups: [bb] }\n  bb: { description: b, groups: [cc] }\n  cc: { description: c, groups: [aa] }\n';
    await expect(desired({ 'g.yaml': circle })).rejects.toThrow(
      /g\.yaml:2: groups contain each other in a circle: aa → bb → cc → aa$/,
    );
  });

  test('that no file has, and members who are nobody, are named', async () => {
    const wrong = `${people}groups:\n  aa: { description: a, groups: [zz], members: [zoe@example.com] }\n`;
    await expect(desired({ 'g.yaml': wrong })).rejects.toThrow(
      /no group is called zz in these files[\s\S]*zoe@example\.com is not among the people/,
    );
  });

  test('through which those who ask could decide for each other are told, with both ways', async () => {
    const found = peersIn(await desired({ 'all.yaml': nested, 'r.yaml': rule() }));
    expect(found).toEqual([
      'rule orders: alice@example.com asks (engineers) and decides (approvers ← leads ← engineers) on what others ask under it',
    ]);
    expect(peersIn(await desired({ 'all.yaml': nested, 'r.yaml': rule('    peers: true\n') }))).toEqual([]);
  });
});

describe('a plan', () => {
  test('from what was exported has nothing to do', async () => {
    const there = current({
      rules: [
        {
          ...{ name: 'orders', says: 'Orders for an hour', groups: ['engineers'], people: [], targets: ['Orders'] },
          ...{ maxSeconds: 3600, approval: [{ count: 1, group: 'approvers' }], peers: false },
        },
      ],
    });
    const files = Object.fromEntries(
      Object.entries(filesOf(there)).map(([name, content]) => [name, stringify(content)]),
    );
    expect(operationsFor(there, await desired(files))).toEqual([]);
  });

  test('leaves alone what no file speaks of', async () => {
    expect(operationsFor(current(), await desired({ 'p.yaml': people }))).toEqual([]);
  });

  test('adds before it takes away, and disables last', async () => {
    const wanted = await desired({
      'p.yaml': 'people:\n  alice@example.com: Alice\n  erin@example.com: Erin\n',
      'g.yaml': 'groups:\n  approvers: { description: decide, members: [erin@example.com] }\n',
    });
    expect(operationsFor(current(), wanted).map(({ op }) => op)).toEqual([
      ...['add-person', 'add-member', 'remove-member', 'remove-member', 'remove-group', 'disable-person'],
    ]);
  });

  test('sees a target by its role: another name is a change, another role another target', async () => {
    const written = (role: string, name: string) =>
      stringify({
        targets: {
          orders: {
            ...{
              name,
              description: target.description,
              sensitivity: target.sensitivity,
              role,
              boundary: target.boundaryArn,
            },
            ...{ externalId: target.externalId, probe: target.probeAction, region: target.region },
          },
        },
      });
    const renamed = await desired({ 't.yaml': written(target.roleArn, 'Orders (EU)') });
    expect(operationsFor(current(), renamed)).toEqual([
      { op: 'change-target', target: 'Orders', change: { name: 'Orders (EU)' } },
    ]);
    const other = await desired({ 't.yaml': written(`${target.roleArn}-2`, 'Orders 2') });
    expect(operationsFor(current(), other).map(({ op }) => op)).toEqual(['register-target', 'retire-target']);
  });

  test('never removes a group that the shipped policies name', async () => {
    const wanted = await desired({
      'g.yaml': 'groups:\n  engineers: { description: build, members: [alice@example.com] }\n',
    });
    expect(operationsFor(current(), wanted)).toEqual([]);
  });

  test('of five thousand people is made in moments', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => `person${at}@example.com`);
    const files = {
      'p.yaml': `${people}${many.map((email) => `  ${email}: Somebody\n`).join('')}`,
      'g.yaml': stringify({ groups: { engineers: { description: 'build', members: ['alice@example.com', ...many] } } }),
    };
    const operations = operationsFor(current(), await desired(files));
    expect(operations.filter(({ op }) => op === 'add-person').length).toBe(5000);
    expect(operations.filter(({ op }) => op === 'add-member').length).toBe(5000);
  });
});
