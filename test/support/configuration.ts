import type { Entry } from '../../src/audit/entry.ts';
import { noRules } from '../../src/authorization/company-rule.ts';
import type { RuleSet } from '../../src/authorization/company-rule.ts';
import type { RuleReads } from '../../src/authorization/rules-in-force.ts';
import type { MemoryAccess } from '../../src/access/adapters/memory-access.ts';
import type { Change } from '../../src/configuration/change.ts';
import type { ConfigurationOperation } from '../../src/configuration/operation.ts';
import type { ChangeStore, ConfigurationStores } from '../../src/configuration/ports.ts';
import type { MemoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import type { DirectoryEvent } from '../../src/identity/directory-event.ts';
import { ConfigurationMoved } from '../../src/kernel/revision.ts';
import type { ChangeStep, Revision } from '../../src/kernel/revision.ts';

/** What changes the configuration, and is counted. */
const counted = new Set([
  ...['addPerson', 'renewEnrolment', 'disablePerson', 'enablePerson', 'renamePerson'],
  ...['addGroup', 'describeGroup', 'removeGroup', 'addMember', 'removeMember'],
  ...['addEligibility', 'removeEligibility', 'addTarget', 'changeTarget', 'setRules'],
]);

/** The stores of a configuration in memory. `dieAfter`: the process ends when so many more steps have been written. */
export function memoryConfiguration(directory: MemoryDirectory, access: MemoryAccess) {
  let revision: Revision = { number: 0, last: null };
  let rules: RuleSet = noRules;
  let stepsLeft = Infinity;
  /** One write after the other, each whole: as the transactions of a table are. */
  let queue: Promise<unknown> = Promise.resolve();
  const sets = new Map<string, RuleSet>([[noRules.hash, noRules]]);
  const events: DirectoryEvent[] = [];
  const entries: Entry[] = [];
  const changes = new Map<string, { change: Change; operations: readonly ConfigurationOperation[] }>();

  /** Counts each write that is made through the store; a step is written only from the revision that it leaves. */
  function counting<Store extends object>(
    store: Store,
    step: (ChangeStep & { from: number }) | null,
    done: () => void,
  ): Store {
    return new Proxy(store, {
      get(target, name, receiver) {
        const verb: unknown = Reflect.get(target, name, receiver);
        if (!isVerb(verb) || !counted.has(String(name))) return verb;
        const taken = verb;
        return (...given: unknown[]) => {
          const writing = queue.then(() => write(given));
          queue = writing.then(
            () => undefined,
            () => undefined,
          );
          return writing;
        };
        async function write(given: unknown[]): Promise<unknown> {
          if (step !== null && revision.number !== step.from) throw new ConfigurationMoved();
          if (stepsLeft === 0) throw new Error('the process has died');
          const written: { written?: boolean } | undefined = await taken.apply(target, given);
          if (written?.written === false) return written;
          revision = {
            number: revision.number + 1,
            last: step === null ? null : { changeId: step.changeId, step: step.step },
          };
          stepsLeft -= 1;
          done();
          return written;
        }
      },
    });
  }

  const ruleWrites = {
    setRules(set: RuleSet, event: DirectoryEvent, entry: Entry) {
      sets.set(set.hash, set);
      rules = set;
      events.push(event);
      entries.push(entry);
      return Promise.resolve();
    },
  };
  const stores: ConfigurationStores = {
    revision: () => Promise.resolve(revision),
    step(from, step) {
      let taken = false;
      const done = () => (taken = true);
      const of = { ...step, from };
      return {
        directory: counting(directory, of, done),
        targets: counting(access, of, done),
        rules: counting(ruleWrites, of, done),
        taken: () => taken,
      };
    },
  };
  const reads: RuleReads = {
    hashInForce: () => Promise.resolve(rules === noRules ? null : rules.hash),
    ruleSet(hash) {
      const found = sets.get(hash);
      return found ? Promise.resolve(found) : Promise.reject(new Error('no such set'));
    },
  };
  const store: ChangeStore = {
    change: (id) => Promise.resolve(changes.get(id)?.change ?? null),
    changes: ({ after, limit }) => {
      const all = [...changes.values()].map(({ change }) => change).sort((a, b) => (a.id < b.id ? 1 : -1));
      const rest = all.filter(({ id }) => after === null || id < after);
      const items = rest.slice(0, limit);
      return Promise.resolve({ items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null });
    },
    operations: (id, from, limit) => Promise.resolve((changes.get(id)?.operations ?? []).slice(from, from + limit)),
    addChange(change, operations, entry) {
      changes.set(change.id, { change, operations });
      entries.push(entry);
      return Promise.resolve();
    },
    replaceChange({ from, to }, entry) {
      const stored = changes.get(from.id);
      if (stored?.change.version !== from.version || stored.change.state !== from.state)
        return Promise.resolve({ written: false, failed: 'change-unchanged' });
      changes.set(from.id, { ...stored, change: to });
      entries.push(entry);
      return Promise.resolve({ written: true });
    },
  };
  return {
    stores,
    changes: store,
    rules: reads,
    events,
    entries,
    revision: () => revision,
    /** The same stores for somebody who changes one thing over the API. */
    byHand: { directory: counting(directory, null, () => undefined), targets: counting(access, null, () => undefined) },
    dieAfter: (steps: number) => (stepsLeft = steps),
  };
}

type Verb = (...given: unknown[]) => Promise<{ written?: boolean } | undefined>;
const isVerb = (value: unknown): value is Verb => typeof value === 'function';
