import { addGroup, addPerson, added, addToGroup, makeEligible } from '../headless/administration.ts';
import { authenticatorsBeside } from '../headless/authenticators.ts';
import type { Authenticators, Person } from '../headless/authenticators.ts';
import { enrol } from '../headless/enrol.ts';
import { memberOf } from '../headless/member.ts';
import type { Member } from '../headless/member.ts';
import { cliClient } from '../headless/sign-in.ts';
import type { Company } from '../local-file.ts';
import type { DemoDatabase } from '../servers/demo-database.ts';
import { people as positions, vaultNames } from './demo-people.ts';
import type { Position } from './demo-people.ts';
import { registerDemoTargets } from './register-demo-targets.ts';
import { registerDemoVault } from './register-demo-vault.ts';
import type { DemoVault } from './register-demo-vault.ts';
import { runSallyport } from './run-sallyport.ts';

/** What seeding may use: the product's doors, and what an operator has (AWS credentials, the Slack token). */
export type SeedContext = {
  readonly issuer: string;
  readonly api: string;
  /** For `sallyport bootstrap` and `sallyport configure slack`: environment of an operator with AWS credentials. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  readonly slack: { readonly api: string; readonly token: string };
  /** What the DemoTargets stack put out: ARNs and external ids of the roles to lend. */
  readonly targetOutputs: Readonly<Record<string, string>>;
  /** What the vault keeps credentials of. */
  readonly demoDatabase: DemoDatabase;
  /** Where the company will be written down; the authenticator apps of its people are kept beside it. */
  readonly localFile: string;
  readonly print: (line: string) => void;
};

/** Makes the demo company through the product's own doors, never by writing to a table. */
export async function seedDemoCompany(context: SeedContext): Promise<Company> {
  const { issuer, operatorEnvironment, slack, print } = context;
  const authenticators = authenticatorsBeside(context.localFile);
  const ada = await bootstrap(context, authenticators);
  const admin = memberOf({ file: context, person: ada, authenticators });
  print(`${ada.name} is the first administrator (sallyport bootstrap, /enrol).`);

  await addGroup(admin, { name: 'engineers', description: 'build and run what the company sells' });
  const targets = await registerDemoTargets(admin, context.targetOutputs);
  print(`Targets: ${targets.map(({ name }) => name).join(', ')}.`);
  // Before the others are enrolled: a value is set right after a sign-in.
  const vault = await registerDemoVault(admin, context.demoDatabase);
  print(`In the vault: ${Object.values(vaultNames).join(', ')}.`);

  const known = [...targets, ...vaulted(vault)];
  const others = await Promise.all(
    positions.map((position) => addToCompany({ admin, position, targets: known, issuer, authenticators })),
  );
  print(`Enrolled with password and authenticator app: ${others.map(({ name }) => name).join(', ')}.`);

  const said = await runSallyport({
    args: ['configure', 'slack'],
    environment: operatorEnvironment,
    stdin: `${slack.token}\n`,
  });
  for (const line of said.trim().split('\n')) print(line);
  return {
    clients: [
      { clientId: cliClient.clientId, redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'] },
      { clientId: 'sallyport-console', redirectUris: [`${issuer}/console/callback`] },
    ],
    people: [...others, ada],
    targets: targets.map(({ id, roleArn, probeAction }) => ({ id, roleArn, probeAction })),
    vault,
  };
}

const vaulted = (vault: DemoVault) =>
  (['administrator', 'application', 'reader'] as const).map((key) => ({ id: vault[key], name: vaultNames[key] }));

/** For a company that was made by an earlier version, which had no vault. */
export async function addDemoVault(
  context: Pick<SeedContext, 'issuer' | 'api' | 'demoDatabase' | 'localFile' | 'print'>,
  company: Company,
): Promise<Company> {
  const ada = company.people.find(({ name }) => name === administrator.name);
  if (ada === undefined) throw new Error(`there is no ${administrator.name} in ${context.localFile}`);
  const admin = memberOf({ file: context, person: ada, authenticators: authenticatorsBeside(context.localFile) });
  const vault = await registerDemoVault(admin, context.demoDatabase);
  for (const { id, name } of vaulted(vault))
    for (const position of positions)
      if (position.eligibleFor.includes(name)) {
        const person = company.people.find((each) => each.name === position.name);
        if (person !== undefined) await makeEligible(admin, person.id, id);
      }
  context.print(`In the vault: ${Object.values(vaultNames).join(', ')}.`);
  return { ...company, vault };
}

const administrator = { name: 'Ada', email: 'ada@example.com' } as const;

/** The operator's command prints the one-time code; the rest is what any new person does. */
async function bootstrap(
  { issuer, operatorEnvironment }: SeedContext,
  authenticators: Authenticators,
): Promise<Person> {
  const printed = await runSallyport({
    args: ['bootstrap', '--name', administrator.name, '--email', administrator.email, '--json'],
    environment: operatorEnvironment,
  });
  const { person, enrolment } = added.parse(JSON.parse(printed));
  const secrets = await enrol({ issuer, personId: person.id, enrolment, authenticators });
  return { id: person.id, ...administrator, ...secrets };
}

type Joining = {
  readonly admin: Member;
  readonly position: Position;
  readonly targets: readonly { readonly id: string; readonly name: string }[];
  readonly issuer: string;
  readonly authenticators: Authenticators;
};

async function addToCompany({ admin, position, targets, issuer, authenticators }: Joining): Promise<Person> {
  const { name, groups, eligibleFor } = position;
  const email = `${name.toLowerCase()}@example.com`;
  const { id, enrolment } = await addPerson(admin, { name, email });
  for (const group of groups) await addToGroup(admin, group, id);
  for (const target of targets) if (eligibleFor.includes(target.name)) await makeEligible(admin, id, target.id);
  return { id, name, email, ...(await enrol({ issuer, personId: id, enrolment, authenticators })) };
}
