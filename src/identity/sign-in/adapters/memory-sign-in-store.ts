import type { Entry } from '../../../audit/entry.ts';
import type { PersonId } from '../../../kernel/ids.ts';
import type { Mishap, MemoryDirectory } from '../../adapters/memory-directory.ts';
import type { Written } from '../../ports.ts';
import type { LetIn, WaitingDevice } from '../device.ts';
import type { Credentials, OpenEnrolment, PasswordProof, SignInStore, ThrottleStore } from '../ports.ts';
import type { Attempts } from '../throttle.ts';

export interface MemorySignInStore extends SignInStore {
  failNext(mishap: Mishap): void;
  /** A device asks. */
  addDevice(device: WaitingDevice): void;
  /** What it is told when it asks again. */
  toldOf(device: WaitingDevice): LetIn | 'refused' | 'waiting';
}

/** Credentials in memory beside a directory in memory, which keeps the entries of both. */
export function memorySignInStore(directory: MemoryDirectory): MemorySignInStore {
  const credentials = new Map<PersonId, Credentials>();
  const proofs = new Map<string, PasswordProof>();
  const chosen = new Map<string, NonNullable<OpenEnrolment['chosen']>>();
  const used = new Set<string>();
  const told = new Map<string, LetIn | 'refused' | 'waiting'>();
  let mishap: Mishap | null = null;

  async function write<Condition extends string>(
    conditions: { readonly [Name in Condition]: boolean },
    change: () => Promise<unknown>,
  ): Promise<Written<Condition>> {
    const now = mishap;
    mishap = null;
    if (now === 'not-written') throw new Error('memory: not written');
    const failed: Condition[] = [];
    for (const name in conditions) if (!conditions[name]) failed.push(name);
    if (failed.length > 0) return { written: false, failed };
    await change();
    if (now !== null) throw new Error('memory: written but reported failed');
    return { written: true };
  }

  const waits = ({ record, expiresAt }: WaitingDevice, at: number) => told.get(record) === 'waiting' && expiresAt > at;
  const newest = (personId: PersonId) => directory.enrolments.filter((each) => each.personId === personId).at(-1);
  const open = (codeHash: string) => {
    const found = directory.enrolments.find((each) => each.codeHash === codeHash);
    return found && newest(found.personId) === found && !used.has(codeHash) ? found : undefined;
  };

  return {
    addDevice: ({ record }) => void told.set(record, 'waiting'),
    toldOf: ({ record }) => told.get(record) ?? 'refused',
    failNext: (next) => {
      mishap = next;
    },
    credentialsOf: (personId) => Promise.resolve(credentials.get(personId) ?? null),
    passwordProof: (interaction) => Promise.resolve(proofs.get(interaction) ?? null),
    putPasswordProof(interaction, proof) {
      proofs.set(interaction, proof);
      return Promise.resolve();
    },
    async completeSignIn({ interaction, personId, step, letIn }, entry: Entry) {
      const standing = await directory.standing(personId);
      const known = credentials.get(personId);
      return write(
        {
          'code-unused': known !== undefined && known.lastTotpStep < step,
          'password-proven': proofs.get(interaction)?.personId === personId,
          'person-active': standing?.person.status === 'active',
          'device-waiting': letIn === null || waits(letIn.device, letIn.authenticatedAt),
        },
        async () => {
          if (letIn !== null) told.set(letIn.device.record, letIn);
          if (known) credentials.set(personId, { ...known, lastTotpStep: step });
          proofs.delete(interaction);
          await directory.record(entry);
        },
      );
    },
    refuseDevice: ({ device, at }, entry) =>
      write({ 'device-waiting': waits(device, at) }, async () => {
        told.set(device.record, 'refused');
        await directory.record(entry);
      }),
    enrolment(codeHash) {
      const found = open(codeHash);
      return Promise.resolve(found ? { ...found, chosen: chosen.get(codeHash) ?? null } : null);
    },
    chooseCredentials({ codeHash }, choice) {
      if (open(codeHash) === undefined) return Promise.resolve(false);
      chosen.set(codeHash, choice);
      return Promise.resolve(true);
    },
    async completeEnrolment({ enrolment, credentials: made, person, notBefore }, entry) {
      const standing = await directory.standing(person.id);
      return write(
        {
          'enrolment-open':
            open(enrolment.codeHash) !== undefined &&
            chosen.get(enrolment.codeHash)?.sealedTotpSecret === made.sealedTotpSecret,
          'person-unchanged': standing?.person.status === 'active' && standing.person.version === person.version,
        },
        async () => {
          used.add(enrolment.codeHash);
          credentials.set(person.id, made);
          await directory.endSignIns(
            { from: person, to: { ...person, notBefore, version: person.version + 1 } },
            entry,
          );
        },
      );
    },
  };
}

/** Attempts in memory. */
export function memoryThrottle(): ThrottleStore {
  const known = new Map<string, Attempts>();
  return {
    attempts: (key) => Promise.resolve(known.get(key) ?? null),
    put(key, attempts, before) {
      const now = known.get(key);
      if (now?.count !== before?.count || now?.expiresAt !== before?.expiresAt) return Promise.resolve(false);
      known.set(key, attempts);
      return Promise.resolve(true);
    },
    forget(key) {
      known.delete(key);
      return Promise.resolve();
    },
  };
}
