import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { newEntry } from '../../src/audit/entry.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { disable, newPerson } from '../../src/identity/person.ts';
import type { ActivePerson } from '../../src/identity/person.ts';
import type { Directory } from '../../src/identity/ports.ts';
import { DynamoOidcAdapter } from '../../src/identity/sign-in/adapters/dynamo-oidc-adapter.ts';
import { dynamoSignInStore } from '../../src/identity/sign-in/adapters/dynamo-sign-in-store.ts';
import { dynamoThrottle } from '../../src/identity/sign-in/adapters/dynamo-throttle.ts';
import { memorySignInStore, memoryThrottle } from '../../src/identity/sign-in/adapters/memory-sign-in-store.ts';
import { createEnrolment } from '../../src/identity/sign-in/create-enrolment.ts';
import type { WaitingDevice } from '../../src/identity/sign-in/device.ts';
import type { Credentials, SignInStore, ThrottleStore } from '../../src/identity/sign-in/ports.ts';
import { newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { NOW, causeAt } from '../support/company.ts';

interface Subject {
  readonly store: SignInStore;
  readonly throttle: ThrottleStore;
  readonly directory: Directory;
  readonly entryIds: () => Promise<readonly string[]>;
  /** A device asks, and shows a code until then. */
  readonly deviceAsks: (expiresAt: number) => Promise<WaitingDevice>;
  /** Who let it in, or that it was refused, as it will be told. */
  readonly toldOf: (device: WaitingDevice) => Promise<string>;
}

const deviceOf = (record: string, expiresAt: number): WaitingDevice => ({
  ...{ record, userCode: 'BCDF-GHJK', clientId: 'cli', clientName: 'CLI', scope: 'openid' },
  ...{ resource: 'https://sallyport.example.com/api', askedAt: NOW, askedFrom: '203.0.113.7', expiresAt },
});

let cloud: BareCloud;
beforeAll(async () => {
  cloud = await bareCloud();
}, 120_000);
afterAll(() => cloud.stop());

function inMemory(): Promise<Subject> {
  const directory = memoryDirectory();
  const store = memorySignInStore(directory);
  let asked = 0;
  return Promise.resolve({
    directory,
    store,
    throttle: memoryThrottle(),
    deviceAsks(expiresAt) {
      const device = deviceOf(`device-${(asked += 1)}`, expiresAt);
      store.addDevice(device);
      return Promise.resolve(device);
    },
    toldOf(device) {
      const told = store.toldOf(device);
      return Promise.resolve(typeof told === 'string' ? told : told.personId);
    },
    entryIds: () => Promise.resolve(directory.entries.map(({ id }) => id)),
  });
}

let count = 0;
async function inDynamo(): Promise<Subject> {
  count += 1;
  const tables = {
    directoryTable: await cloud.table(`Directory${count}`),
    auditTable: await cloud.table(`Audit${count}`),
    signInTable: await cloud.table(`SignIn${count}`),
  };
  const codes = new DynamoOidcAdapter('DeviceCode', cloud.documents, tables.signInTable, () => NOW);
  return {
    directory: dynamoDirectory(cloud.documents, tables),
    store: dynamoSignInStore(cloud.documents, tables),
    throttle: dynamoThrottle(cloud.documents, await cloud.table(`Counters${count}`)),
    async deviceAsks(expiresAt) {
      const userCode = newId('req');
      await codes.upsert(userCode, { jti: userCode, userCode, exp: expiresAt }, expiresAt - NOW);
      return deviceOf((await codes.recordOfUserCode(userCode)) ?? '', expiresAt);
    },
    async toldOf({ record }) {
      const { accountId, error } = (await codes.findRecord(record)) ?? {};
      return accountId ?? (error === undefined ? 'waiting' : 'refused');
    },
    async entryIds() {
      const { Items = [] } = await cloud.documents.send(new ScanCommand({ TableName: tables.auditTable }));
      return Items.map((item) => String(item['sk']));
    },
  };
}

const entry = (action = 'sign-in') => newEntry(newId, causeAt(), { action, outcome: 'allowed' });
const credentials = (sealedTotpSecret = 'sealed'): Credentials => ({
  passwordHash: 'hash',
  sealedTotpSecret,
  lastTotpStep: 10,
});
const enrolmentOf = (person: ActivePerson) =>
  createEnrolment({ newId, randomBytes }, { personId: person.id, at: NOW }).enrolment;

async function joined({ directory }: Subject) {
  const id = newId('usr');
  const person = newPerson({ id, name: 'Alice', email: `${id}@example.com` });
  const enrolment = enrolmentOf(person);
  await directory.addPerson({ person, enrolment }, entry('people.add'));
  return { person, enrolment };
}

async function enrolled(subject: Subject) {
  const { person, enrolment } = await joined(subject);
  const { lastTotpStep: _, ...chosen } = credentials();
  await subject.store.chooseCredentials(enrolment, chosen);
  const done = await subject.store.completeEnrolment(
    { enrolment: { ...enrolment, chosen }, credentials: credentials(), person, notBefore: NOW },
    entry('enrolment.complete'),
  );
  return { person, enrolment, chosen, done };
}

async function proven(subject: Subject, interaction: string) {
  const { person } = await enrolled(subject);
  await subject.store.putPasswordProof(interaction, { personId: person.id, provenAt: NOW, expiresAt: NOW + 600 });
  return person;
}

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('the sign-in store %s', (_where, subjectOf) => {
  test('sets credentials, uses the enrolment up and ends older sign-ins, all at once', async () => {
    const subject = await subjectOf();
    const { person, enrolment, done } = await enrolled(subject);
    expect(done).toEqual({ written: true });
    expect(await subject.store.credentialsOf(person.id)).toEqual(credentials());
    expect(await subject.store.enrolment(enrolment.codeHash)).toBeNull();
    expect((await subject.directory.standing(person.id))?.person).toMatchObject({ notBefore: NOW, version: 2 });
  });

  test('completes an enrolment once, however often it is tried', async () => {
    const subject = await subjectOf();
    const { person, enrolment, chosen } = await enrolled(subject);
    const before = await subject.entryIds();
    const again = await subject.store.completeEnrolment(
      {
        enrolment: { ...enrolment, chosen },
        credentials: credentials(),
        person: { ...person, version: 2 },
        notBefore: NOW,
      },
      entry('enrolment.complete'),
    );
    expect(again).toMatchObject({ written: false });
    expect(await subject.entryIds()).toHaveLength(before.length);
  });

  test('a newer enrolment replaces the older one', async () => {
    const subject = await subjectOf();
    const { person, enrolment } = await joined(subject);
    const newer = enrolmentOf(person);
    await subject.directory.renewEnrolment(
      { from: person, to: { ...person, version: 2 }, enrolment: newer, credentials: 'none-yet' },
      entry(),
    );
    expect(await subject.store.enrolment(enrolment.codeHash)).toBeNull();
    expect(await subject.store.enrolment(newer.codeHash)).toEqual({ ...newer, chosen: null });
  });

  test('a password chosen in another window meanwhile does not slip in', async () => {
    const subject = await subjectOf();
    const { person, enrolment } = await joined(subject);
    const chosen = { passwordHash: 'mine', sealedTotpSecret: 'mine' };
    await subject.store.chooseCredentials(enrolment, chosen);
    await subject.store.chooseCredentials(enrolment, { passwordHash: 'other', sealedTotpSecret: 'other' });
    const done = await subject.store.completeEnrolment(
      { enrolment: { ...enrolment, chosen }, credentials: credentials('mine'), person, notBefore: NOW },
      entry(),
    );
    expect(done).toEqual({ written: false, failed: ['enrolment-open'] });
  });

  test('an unknown code opens nothing and keeps nothing', async () => {
    const { store } = await subjectOf();
    const unknown = enrolmentOf(newPerson({ id: newId('usr'), name: 'x', email: 'x@example.com' }));
    expect(await store.enrolment(unknown.codeHash)).toBeNull();
    expect(await store.chooseCredentials(unknown, { passwordHash: 'x', sealedTotpSecret: 'x' })).toBe(false);
  });

  test('a code that was used cannot be used again, not even at the same moment', async () => {
    const subject = await subjectOf();
    const interactions = ['one', 'two', 'three', 'four'];
    const person = await proven(subject, 'one');
    for (const interaction of interactions)
      await subject.store.putPasswordProof(interaction, { personId: person.id, provenAt: NOW, expiresAt: NOW + 600 });
    const outcomes = await Promise.all(
      interactions.map((interaction) =>
        subject.store.completeSignIn({ interaction, personId: person.id, step: 11, letIn: null }, entry()),
      ),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect((await subject.store.credentialsOf(person.id))?.lastTotpStep).toBe(11);
  });

  test('a second factor counts only with the password of the same interaction and person', async () => {
    const subject = await subjectOf();
    const person = await proven(subject, 'mine');
    const sent = (interaction: string, step: number) =>
      subject.store.completeSignIn({ interaction, personId: person.id, step, letIn: null }, entry());
    expect(await sent('other', 11)).toEqual({ written: false, failed: ['password-proven'] });
    expect(await sent('mine', 11)).toEqual({ written: true });
    expect(await sent('mine', 12)).toEqual({ written: false, failed: ['password-proven'] });
  });

  test('someone disabled in between does not get in', async () => {
    const subject = await subjectOf();
    const person = await proven(subject, 'mine');
    const from = { ...person, notBefore: NOW, version: 2 };
    const event = { id: newId('out'), personId: person.id, at: NOW, kind: 'person-disabled' } as const;
    await subject.directory.disablePerson(
      { from, to: disable(from, NOW), event, shrinks: 'no-guarded-group' },
      entry('people.disable'),
    );
    expect(
      await subject.store.completeSignIn({ interaction: 'mine', personId: person.id, step: 11, letIn: null }, entry()),
    ).toEqual({
      written: false,
      failed: ['person-active'],
    });
  });
});

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('the devices of the sign-in store %s', (_where, subjectOf) => {
  /** Several people at once, each with the password proven and the right code. */
  const everybody = async (subject: Subject, device: WaitingDevice, at = NOW + 1) =>
    Promise.all(
      ['one', 'two', 'three'].map(async (interaction) => {
        const { id } = await proven(subject, interaction);
        const letIn = { device, personId: id, signInId: newId('sid'), authenticatedAt: at };
        return () => subject.store.completeSignIn({ interaction, personId: id, step: 11, letIn }, entry());
      }),
    );

  test('are let in by one person, however many try at the same moment; the others use up nothing', async () => {
    const subject = await subjectOf();
    const device = await subject.deviceAsks(NOW + 600);
    const attempts = await everybody(subject, device);
    const before = await subject.entryIds();
    const outcomes = await Promise.all(attempts.map((attempt) => attempt()));
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect(outcomes.filter(({ written }) => !written)).toEqual([
      { written: false, failed: expect.arrayContaining(['device-waiting']) },
      { written: false, failed: expect.arrayContaining(['device-waiting']) },
    ]);
    expect(await subject.toldOf(device)).toMatch(/^usr_/);
    expect(await subject.entryIds()).toHaveLength(before.length + 1);
  });

  test('are refused once and for all', async () => {
    const subject = await subjectOf();
    const device = await subject.deviceAsks(NOW + 600);
    const [attempt] = await everybody(subject, device);
    expect(await subject.store.refuseDevice({ device, at: NOW + 1 }, entry())).toEqual({ written: true });
    const before = await subject.entryIds();
    expect(await subject.store.refuseDevice({ device, at: NOW + 1 }, entry())).toEqual({
      written: false,
      failed: ['device-waiting'],
    });
    expect(await attempt?.()).toEqual({ written: false, failed: expect.arrayContaining(['device-waiting']) });
    expect(await subject.toldOf(device)).toBe('refused');
    expect(await subject.entryIds()).toHaveLength(before.length);
  });

  test('wait no longer than their code holds', async () => {
    const subject = await subjectOf();
    const device = await subject.deviceAsks(NOW + 600);
    const [attempt] = await everybody(subject, device, NOW + 600);
    expect(await attempt?.()).toMatchObject({ written: false });
    expect(await subject.store.refuseDevice({ device, at: NOW + 600 }, entry())).toMatchObject({ written: false });
    expect(await subject.toldOf(device)).toBe('waiting');
  });
});

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('the throttle %s', (_where, subjectOf) => {
  const first = { count: 1, nextAt: NOW, expiresAt: NOW + 10 };

  test('counts on from what was read, and only from that', async () => {
    const { throttle } = await subjectOf();
    expect(await throttle.attempts('k')).toBeNull();
    expect(await throttle.put('k', first, null)).toBe(true);
    expect(await throttle.put('k', first, null)).toBe(false);
    expect(await throttle.put('k', { ...first, count: 2 }, first)).toBe(true);
    expect(await throttle.put('k', { ...first, count: 2 }, first)).toBe(false);
    expect(await throttle.attempts('k')).toEqual({ ...first, count: 2 });
  });

  test('forgets', async () => {
    const { throttle } = await subjectOf();
    await throttle.put('k', first, null);
    await throttle.forget('k');
    expect(await throttle.attempts('k')).toBeNull();
  });
});
