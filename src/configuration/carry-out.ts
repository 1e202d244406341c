import { ruleSet, ruleText } from '../authorization/company-rule.ts';
import type { CompanyRule } from '../authorization/company-rule.ts';
import type { RuleReads } from '../authorization/rules-in-force.ts';
import { changeTarget } from '../access/change-target.ts';
import type { AccessReads } from '../access/ports.ts';
import { registerTarget } from '../access/register-target.ts';
import type { Target } from '../access/target.ts';
import type { Within } from '../access/within-reach.ts';
import { newEntry } from '../audit/entry.ts';
import { addEligibility } from '../identity/add-eligibility.ts';
import { addGroup } from '../identity/add-group.ts';
import { addMember } from '../identity/add-member.ts';
import { addPerson } from '../identity/add-person.ts';
import { describeGroup } from '../identity/describe-group.ts';
import { disablePerson } from '../identity/disable-person.ts';
import { enablePerson } from '../identity/enable-person.ts';
import type { HandedEnrolment } from '../identity/means.ts';
import type { Person } from '../identity/person.ts';
import { removeEligibility } from '../identity/remove-eligibility.ts';
import { removeGroup } from '../identity/remove-group.ts';
import { removeMember } from '../identity/remove-member.ts';
import { renamePerson } from '../identity/rename-person.ts';
import { renewEnrolment } from '../identity/renew-enrolment.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { resolved } from './named-registration.ts';
import type { ConfigurationOperation, NamedRule } from './operation.ts';
import type { StepStores } from './ports.ts';

export interface CarriesOut {
  readonly stores: StepStores;
  readonly access: Pick<AccessReads, 'target' | 'footprintsOf' | 'targetOfSecret'>;
  readonly rules: RuleReads;
  /** All targets that are lent, by their names. */
  readonly targetsByName: () => Promise<ReadonlyMap<string, Target>>;
  readonly within: Within;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** What an operation leaves to hand over: the one-time code of somebody's enrolment. */
export type CarriedOut = { readonly person: Person; readonly enrolment: HandedEnrolment } | null;

/** Carries out one operation by the verb that the API has for it, and answers what is to be handed over. */
export async function carryOut(
  means: CarriesOut,
  cause: Cause,
  operation: ConfigurationOperation,
): Promise<Result<CarriedOut>> {
  const { stores, newId, randomBytes } = means;
  const { directory } = stores;
  const keeping = { directory, newId, randomBytes };
  const personOf = async (email: string): Promise<Result<Person>> => {
    const person = await directory.personByEmail(email);
    return person === null ? refused(refusal('not_found', `Nobody has the e-mail address ${email}.`)) : ok(person);
  };
  const targetOf = async (name: string): Promise<Result<Target>> => {
    const target = (await means.targetsByName()).get(name);
    return target === undefined ? refused(refusal('not_found', `No target is named "${name}".`)) : ok(target);
  };
  const changing = { access: means.access, targets: stores.targets, directory, newId };
  const onPerson = async (email: string, act: (person: Person) => Promise<Result<unknown>>): Promise<Result<null>> => {
    const person = await personOf(email);
    return person.ok ? nothing(await act(person.value)) : person;
  };
  const onTarget = async (name: string, act: (target: Target) => Promise<Result<unknown>>): Promise<Result<null>> => {
    const target = await targetOf(name);
    return target.ok ? nothing(await act(target.value)) : target;
  };

  switch (operation.op) {
    case 'add-person':
      return addPerson(keeping, cause, operation);
    case 'renew-enrolment': {
      const person = await personOf(operation.email);
      if (!person.ok) return person;
      return renewEnrolment(keeping, cause, person.value.id);
    }
    case 'rename-person':
      return onPerson(operation.email, ({ id }) =>
        renamePerson(keeping, cause, { personId: id, name: operation.name }),
      );
    case 'disable-person':
      return onPerson(operation.email, ({ id }) => disablePerson(keeping, cause, id));
    case 'enable-person':
      return onPerson(operation.email, ({ id }) => enablePerson(keeping, cause, id));
    case 'add-group':
      return nothing(await addGroup(keeping, cause, { name: operation.group, description: operation.description }));
    case 'describe-group':
      return nothing(
        await describeGroup(keeping, cause, { name: operation.group, description: operation.description }),
      );
    case 'remove-group': {
      const owned = [...(await means.targetsByName()).values()].filter(
        (target) => target.kind === 'credential' && target.owner === operation.group,
      );
      if (owned.length > 0) return refused(refusal('still_needed', answersFor(owned.map(({ name }) => name))));
      return nothing(await removeGroup(keeping, cause, operation.group));
    }
    case 'add-member':
      return onPerson(operation.email, ({ id }) => addMember(keeping, cause, { personId: id, group: operation.group }));
    case 'remove-member':
      return onPerson(operation.email, ({ id }) =>
        removeMember(keeping, cause, { personId: id, group: operation.group }),
      );
    case 'add-eligibility':
    case 'remove-eligibility':
      return onTarget(operation.target, (target) =>
        onPerson(operation.email, ({ id }) =>
          (operation.op === 'add-eligibility' ? addEligibility : removeEligibility)(keeping, cause, {
            personId: id,
            targetId: target.id,
          }),
        ),
      );
    case 'register-target': {
      const registration = resolved(operation.registration, await means.targetsByName());
      if (!registration.ok) return registration;
      return nothing(await registerTarget({ ...changing, within: means.within }, cause, registration.value));
    }
    case 'change-target':
      return onTarget(operation.target, ({ id }) => changeTarget(changing, cause, id, operation.change));
    case 'retire-target':
      return onTarget(operation.target, ({ id }) => changeTarget(changing, cause, id, { retired: true }));
    case 'set-rules':
      return setRules(means, cause, operation.rules);
  }
}

/** Why a group stays. */
export const answersFor = (targets: readonly string[]): string =>
  `It answers for ${targets.map((name) => `"${name}"`).join(', ')}. Give them another owner first.`;

const nothing = (result: Result<unknown>): Result<null> => (result.ok ? ok(null) : result);

/** Names become ids here, at the moment at which the rules come into force. */
async function setRules(
  { stores, rules, targetsByName, newId }: CarriesOut,
  cause: Cause,
  named: readonly NamedRule[],
): Promise<Result<null>> {
  const targets = await targetsByName();
  const wanted: CompanyRule[] = [];
  for (const rule of named) {
    const people = await Promise.all(rule.people.map((email) => stores.directory.personByEmail(email)));
    const ids = rule.targets.map((name) => targets.get(name)?.id);
    const missing = [
      ...rule.people
        .filter((_, index) => people[index] === null)
        .map((email) => `nobody has the e-mail address ${email}`),
      ...rule.targets.filter((_, index) => ids[index] === undefined).map((name) => `no target is named "${name}"`),
    ];
    if (missing.length > 0) return refused(refusal('not_found', `Rule ${rule.name}: ${missing.join('; ')}.`));
    wanted.push({
      ...rule,
      people: people.flatMap((person) => person?.id ?? []),
      targets: ids.filter((id) => id !== undefined),
    });
  }
  const before = await rulesNow(rules);
  const set = ruleSet(wanted);
  if (set.hash === before.hash) return ok(null);
  const [was, is] = [new Set(before.rules.map(ruleText)), new Set(set.rules.map(ruleText))];
  const changed = [
    ...before.rules.filter((rule) => !is.has(ruleText(rule))),
    ...set.rules.filter((rule) => !was.has(ruleText(rule))),
  ];
  await stores.rules.setRules(
    set,
    {
      id: newId('out'),
      kind: 'rights-changed',
      targets: [...new Set(changed.flatMap((rule) => rule.targets))],
      at: cause.at,
      correlationId: cause.correlationId,
    },
    newEntry(newId, cause, {
      action: 'rules.set',
      outcome: 'allowed',
      subject: set.hash,
      facts: {
        rules: set.rules.length,
        before: before.hash,
        changed: [...new Set(changed.map(({ name }) => name))].sort().join(' ').slice(0, 1000),
      },
    }),
  );
  return ok(null);
}

export async function rulesNow(rules: RuleReads) {
  const hash = await rules.hashInForce();
  return hash === null ? ruleSet([]) : rules.ruleSet(hash);
}
