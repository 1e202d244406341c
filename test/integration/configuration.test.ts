import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { approve, ask, grantIn, requested } from '../../local/headless/elevation.ts';
import { bodyOf } from '../../local/headless/expect-answer.ts';
import { enrol } from '../../local/headless/enrol.ts';
import { memberOf } from '../../local/headless/member.ts';
import type { Member } from '../../local/headless/member.ts';
import { signedInTerminal } from './support/command-line.ts';
import type { Terminal } from './support/command-line.ts';
import { approver, hire } from './support/hire.ts';
import { authenticators, shared, stack } from './support/stack.ts';
import { anotherTarget } from './support/target.ts';

const object = (text: string) => JSON.parse(text) as Record<string, never>;
const tag = randomBytes(3).toString('hex');
const zoe = `zoe-${tag}@example.com`;
const group = `team-${tag}`;
const rule = `reading-${tag}`;

let admin: Terminal;
let alice: Terminal;
let folder: string;
let people: string;

const files = async (content: Readonly<Record<string, string>>): Promise<string> => {
  const place = await mkdtemp(join(tmpdir(), 'sallyport-config-'));
  for (const [name, text] of Object.entries(content)) await writeFile(join(place, name), text);
  return place;
};
const rules = (more = '') =>
  `rules:
  ${rule}:
    says: The team reads staging for a quarter of an hour
    ask: { groups: [${group}] }
    targets: [Staging, reader]
    for: 15m
    approval: [1 of approvers]
${more}`.replace('[Staging, reader]', '["Staging, reader"]');

beforeAll(async () => {
  const administrator = await hire('configurer', { groups: ['administrators'] });
  admin = await signedInTerminal(administrator);
  alice = await signedInTerminal(await hire('nobody'));
  folder = await mkdtemp(join(tmpdir(), 'sallyport-export-'));
  const exported = await admin.run(['export', join(folder, 'all')]);
  expect(exported).toMatchObject({ code: 0 });
  people = await readFile(join(folder, 'all', 'people.yaml'), 'utf8');
});

/** Everything that is there, with something more. */
const withZoe = () =>
  files({
    'people.yaml': `${people}  ${zoe}: Zoe\n`,
    'rules.yaml': rules(),
  });

async function withTeam(): Promise<string> {
  const groups = await readFile(join(folder, 'all', 'groups.yaml'), 'utf8');
  const place = await withZoe();
  await writeFile(join(place, 'groups.yaml'), `${groups}  ${group}:\n    description: a team\n    members: [${zoe}]\n`);
  return place;
}

describe('a folder of files', () => {
  test('that was exported has nothing to change', async () => {
    const { code, out } = await admin.run(['plan', join(folder, 'all')]);
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing to change')]);
  });

  test('is nothing for somebody who does not administer', async () => {
    const { code, err } = await alice.run(['plan', join(folder, 'all')]);
    expect([code, err]).toEqual([1, expect.stringContaining('not_permitted')]);
  });

  test('with a typo names the file, the line and what was meant', async () => {
    const wrong = await files({ 'rules.yaml': rules().replace('approval:', 'aproval:') });
    const { code, err } = await admin.run(['apply', wrong, '--yes']);
    expect(code).toBe(2);
    expect(err).toMatch(/rules\.yaml:7: rules\.reading-\w+: "aproval" is not known here; did you mean "approval"\?/);
  });

  test('adds a person, a group and a rule; applied again it does nothing', async () => {
    const place = await withTeam();
    const planned = await admin.run(['plan', place]);
    expect(planned.out).toMatch(
      new RegExp(`Zoe <${zoe}>: may sign in; may ask for "Staging, reader" \\(rule ${rule}\\)`),
    );
    const codes = join(place, 'codes.jsonl');
    const applied = await admin.run([
      'apply',
      place,
      '--yes',
      '--reason',
      'Zoe joins',
      '--enrolments',
      codes,
      '--json',
    ]);
    expect([applied.code, applied.err]).toEqual([0, '']);
    expect(object(applied.out)).toMatchObject({ change: { state: 'applied', reason: 'Zoe joins' } });
    expect((await stat(codes)).mode & 0o777).toBe(0o600);
    const again = await admin.run(['apply', place, '--yes']);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('Nothing to change')]);

    await expectLetter(zoe, codes);
    const member = await enrolled(invitation.parse(JSON.parse(await readFile(codes, 'utf8'))));
    await lendsAndLoses(member, place);
  });
});

const letters = z.object({ messages: z.record(z.string(), z.array(z.unknown())).or(z.array(z.unknown())) });

/** The local cloud keeps what is sent through SES. */
async function expectLetter(to: string, codes: string): Promise<void> {
  const { code, mailed } = z
    .object({ code: z.string(), mailed: z.string() })
    .parse(JSON.parse(await readFile(codes, 'utf8')));
  expect(mailed).toBe('sent');
  const kept = letters.parse(await (await fetch(`${stack.cloud.endpoint}/_ministack/ses/messages`)).json());
  const letter = Object.values(kept.messages)
    .flat()
    .map((each) => JSON.stringify(each))
    .find((text) => text.includes(to));
  expect(letter).toContain(code);
  expect(letter).toContain(`${stack.issuer}/enrol`);
}

const peoplePage = z.object({ people: z.array(z.object({ id: z.string(), email: z.string() })) });
const invitation = z.object({ code: z.string(), url: z.string(), expiresAt: z.number() });
const ruleOf = z.object({ rule: z.object({ policies: z.array(z.string()) }) });

async function enrolled(enrolment: z.infer<typeof invitation>): Promise<Member> {
  const ada = await shared('ada');
  const { people: all } = bodyOf(await ada.call('GET', '/configuration/people'), 200, peoplePage);
  const id = all.find(({ email }) => email === zoe)?.id ?? '';
  const secrets = await enrol({ issuer: stack.issuer, personId: id, enrolment, authenticators });
  return memberOf({ file: stack, person: { id, name: 'Zoe', email: zoe, ...secrets }, authenticators });
}

/** Asks under the new rule, is granted it, and loses it within seconds when the rule goes. */
async function lendsAndLoses(member: Member, place: string): Promise<void> {
  const answer = await ask(member, { targetId: anotherTarget.id, seconds: 600 });
  const asked = requested(answer);
  expect(bodyOf(answer, 201, ruleOf).rule.policies).toEqual([`company.${rule}`]);
  expect((await approve(await approver(), asked)).status).toBe(200);
  const grant = await grantIn(member, asked.grantId, ['active']);
  await writeFile(join(place, 'rules.yaml'), 'rules: {}\n');
  const planned = await admin.run(['plan', place]);
  expect(planned.out).toContain(`1 live grant ends by this\n  ${grant.id}  ${zoe}`);
  expect(await admin.run(['apply', place, '--yes'])).toMatchObject({ code: 0 });
  expect(await grantIn(member, grant.id, ['ended'])).toMatchObject({ end: { why: 'leaver' } });
}
