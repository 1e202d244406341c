import type { AccessReads, TargetStore } from '../access/ports.ts';
import type { Within } from '../access/within-reach.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import type { RuleReads } from '../authorization/rules-in-force.ts';
import { applyChange } from '../configuration/apply-change.ts';
import { changeEntity, isOpen } from '../configuration/change.ts';
import type { Change } from '../configuration/change.ts';
import { decideChange, withdrawChange } from '../configuration/decide-change.ts';
import { inWords } from '../configuration/operation.ts';
import type { ChangeStore, ConfigurationStores } from '../configuration/ports.ts';
import { previewChange } from '../configuration/preview-change.ts';
import type { Preview } from '../configuration/preview-change.ts';
import { proposeChange } from '../configuration/propose-change.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import { PAGE } from '../http/contract/access-fields.ts';
import * as contract from '../http/contract/changes.ts';
import type { EffectsView } from '../http/contract/changes.ts';
import type { Invitations } from '../identity/invitations.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { ChangeId, NewId } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import { changeViewOf, effectsView, peopleOfChange } from './change-view.ts';
import { found, foundEntity } from './found.ts';
import { enrolmentReply } from './person-reply.ts';

export interface ConfigurationMeans {
  readonly issuer: string;
  readonly changes: ChangeStore;
  readonly stores: ConfigurationStores;
  readonly access: AccessReads;
  readonly targets: TargetStore;
  readonly directory: DirectoryReads;
  readonly rules: RuleReads;
  readonly revision: ConfigurationStores['revision'];
  readonly within: Within;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly invitations: Invitations;
  readonly clock: Clock;
  readonly secondPerson: boolean;
}

const OPERATIONS_PAGE = 500;
/** API Gateway waits half a minute for a function. */
const CARRY_OUT_SECONDS = 18;

/** Changes of the configuration: planning, agreeing, carrying out. */
export function changeRoutes(means: ConfigurationMeans): readonly Route[] {
  const { changes, directory, secondPerson } = means;
  const entity = (id: ChangeId) => foundEntity(changes.change(id), 'change', changeEntity);

  /** Names of those whose rights move: they may be people who are only being added. */
  const effects = async (preview: Preview, added: ReadonlyMap<string, string>): Promise<EffectsView> => {
    const emails = [...new Set([...preview.gains, ...preview.loses].slice(0, 1000).map(({ email }) => email))];
    const known = await Promise.all(emails.map((email) => directory.personByEmail(email)));
    const names = new Map(known.flatMap((person) => (person === null ? [] : [[person.email, person.name] as const])));
    return effectsView(preview, (email) => names.get(email) ?? added.get(email) ?? email);
  };
  const views = async (shown: readonly Change[], now: EpochSeconds, withEffects: EffectsView | null = null) => {
    const names = await directory.namesOf([...new Set(shown.flatMap(peopleOfChange))]);
    return shown.map((change) => changeViewOf({ change, effects: withEffects, names, secondPerson, now }));
  };
  const view = async (change: Change, now: EpochSeconds, withEffects: EffectsView | null = null) => {
    const [shown] = await views([change], now, withEffects);
    if (shown === undefined) throw new Error('one change has one view');
    return shown;
  };

  return [
    route(contract.previewChange, {
      resource: () => ok(deploymentEntity),
      async handle({ input: { body } }) {
        const preview = await previewChange(means, body);
        return preview.ok ? ok({ status: 200, body: await effects(preview.value, namesAdded(body)) }) : preview;
      },
    }),
    route(contract.proposeChange, {
      resource: () => ok(deploymentEntity),
      async handle({ principal, cause, input: { body } }) {
        const proposed = await proposeChange(means, principal, cause, body);
        if (!proposed.ok) return proposed;
        const { change, preview } = proposed.value;
        return ok({ status: 201, body: await view(change, cause.at, await effects(preview, namesAdded(body))) });
      },
    }),
    route(contract.listChanges, {
      resource: () => ok(deploymentEntity),
      async handle({ cause, input: { query } }) {
        const { items, next } = await changes.changes({ after: query.cursor ?? null, limit: query.limit ?? PAGE });
        return ok({ status: 200, body: { changes: await views(items, cause.at), next } });
      },
    }),
    route(contract.readChange, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path } }) {
        const change = found(await changes.change(path.id), 'change');
        if (!change.ok) return change;
        if (!isOpen(change.value, cause.at)) return ok({ status: 200, body: await view(change.value, cause.at) });
        const operations = await changes.operations(path.id, 0, change.value.operations);
        const plan = { baseRevision: change.value.baseRevision, operations };
        const preview = await previewChange(means, plan);
        const would = preview.ok ? await effects(preview.value, namesAdded(plan)) : null;
        return ok({ status: 200, body: await view(change.value, cause.at, would) });
      },
    }),
    route(contract.listChangeOperations, {
      resource: ({ path }) => entity(path.id),
      async handle({ input: { path, query } }) {
        const change = found(await changes.change(path.id), 'change');
        if (!change.ok) return change;
        const from = query.from ?? 0;
        const operations = await changes.operations(path.id, from, OPERATIONS_PAGE);
        const next = from + operations.length < change.value.operations ? from + operations.length : null;
        return ok({ status: 200, body: { operations, inWords: operations.map(inWords), next } });
      },
    }),
    route(contract.decideChange, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path, body } }) {
        const decided = await decideChange(means, principal, cause, path.id, body);
        return decided.ok ? ok({ status: 200, body: await view(decided.value, cause.at) }) : decided;
      },
    }),
    route(contract.withdrawChange, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path } }) {
        const withdrawn = await withdrawChange(means, principal, cause, path.id);
        return withdrawn.ok ? ok({ status: 200, body: await view(withdrawn.value, cause.at) }) : withdrawn;
      },
    }),
    route(contract.applyChange, {
      resource: ({ path }) => entity(path.id),
      async handle({ principal, cause, input: { path } }) {
        const applied = await applyChange({ ...means, until: cause.at + CARRY_OUT_SECONDS }, principal, cause, path.id);
        if (!applied.ok) return applied;
        const { change, done, enrolments } = applied.value;
        const handed = enrolments.map(({ person: { email, name }, enrolment, mailed }) => ({
          email,
          name,
          enrolment: enrolmentReply(means.issuer, enrolment, mailed),
        }));
        return ok({ status: 200, body: { change: await view(change, means.clock()), done, enrolments: handed } });
      },
    }),
  ];
}

const namesAdded = ({ operations }: { readonly operations: readonly { readonly op: string }[] }) =>
  new Map(
    operations.flatMap((operation) =>
      operation.op === 'add-person' && 'email' in operation && 'name' in operation
        ? [[String(operation.email), String(operation.name)] as const]
        : [],
    ),
  );
