import type * as z from 'zod';
import { only } from '../access/only.ts';
import { registerTarget } from '../access/register-target.ts';
import { viewTargets } from '../access/view-target.ts';
import { newEntry } from '../audit/entry.ts';
import type { EntryFacts } from '../audit/entry.ts';
import type { Authorization } from '../authorization/decision.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { registeredAs } from '../configuration/named-registration.ts';
import { readSnapshot } from '../configuration/read-snapshot.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import { askAs } from '../http/ask-as.ts';
import * as contract from '../http/contract/configuration.ts';
import * as targetContract from '../http/contract/targets.ts';
import type { Directory, DirectoryReads } from '../identity/ports.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { ConfigurationMeans } from './change-routes.ts';

export interface ConfigurationRoutesMeans extends ConfigurationMeans {
  readonly authorization: Authorization;
  readonly minimumSeconds: number;
  readonly directory: DirectoryReads & Pick<Directory, 'record'>;
}

const PEOPLE_PAGE = 1000;
const resource = () => ok(deploymentEntity);

/** The configuration as it is, and what is registered in it by hand. */
export function configurationRoutes(means: ConfigurationRoutesMeans): readonly Route[] {
  const disclosed = (cause: Cause, facts: EntryFacts['facts']) =>
    means.directory.record(
      newEntry(means.newId, cause, { action: 'configuration.read', outcome: 'allowed', facts: facts ?? {} }),
    );

  return [
    route(contract.readConfiguration, {
      resource,
      async handle({ cause }) {
        const { revision, snapshot, targets } = await readSnapshot(means);
        await disclosed(cause, { revision, groups: snapshot.groups.size, rules: snapshot.rules.length });
        const everybody = [...snapshot.people.values()];
        const body: z.infer<(typeof contract.readConfiguration.replies)[200]['body'] & z.ZodType> = {
          revision,
          secondPerson: means.secondPerson,
          groups: [...snapshot.groups].map(([name, description]) => ({
            name,
            description,
            members: everybody
              .filter(({ groups }) => groups.has(name))
              .map(({ email }) => email)
              .sort(),
          })),
          targets: [...targets.values()].map((target) => registeredAs(target, targets)),
          rules: snapshot.rules,
        };
        return ok({ status: 200, body });
      },
    }),
    route(contract.readConfigurationPeople, {
      resource,
      async handle({ cause, input: { query } }) {
        const { number: revision } = await means.revision();
        const { people, next } = await means.directory.people({ after: query.cursor ?? null, limit: PEOPLE_PAGE });
        await disclosed(cause, { revision, people: people.length });
        const shown = people.map(({ id, email, name, status }) => ({ id, email, name, active: status === 'active' }));
        return ok({ status: 200, body: { revision, people: shown, next } });
      },
    }),
    route(targetContract.registerTarget, {
      resource,
      async handle({ principal, cause, input: { body } }) {
        const registered = await registerTarget(means, cause, body);
        if (!registered.ok) return registered;
        const ask = askAs(means.authorization, principal, cause.at);
        return ok({ status: 201, body: only(await viewTargets(means, principal, ask, [registered.value])) });
      },
    }),
  ];
}
