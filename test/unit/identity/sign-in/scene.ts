import { generateSync } from 'otplib';
import type { Denied } from '../../../../src/audit/record-denial.ts';
import { addPerson } from '../../../../src/identity/add-person.ts';
import { memorySignInStore, memoryThrottle } from '../../../../src/identity/sign-in/adapters/memory-sign-in-store.ts';
import { chooseCredentials, completeEnrolment, openEnrolment } from '../../../../src/identity/sign-in/enrol.ts';
import { plainUserCode } from '../../../../src/identity/sign-in/device.ts';
import type { WaitingDevice } from '../../../../src/identity/sign-in/device.ts';
import type { PendingSignIn } from '../../../../src/identity/sign-in/ports.ts';
import type { SignInSurroundings } from '../../../../src/identity/sign-in/surroundings.ts';
import { newId } from '../../../../src/kernel/ids.ts';
import { NOW, causeAt, company, valueOf } from '../../../support/company.ts';

export const PASSWORD = 'plum-tractor-lake';
export const anonymous = (at: number) => ({ ...causeAt(at), actor: { kind: 'anonymous' } as const, reasons: [] });
export const pendingOf = (interaction: string, current: PendingSignIn['current'] = null): PendingSignIn => ({
  interaction,
  clientId: 'sallyport-cli',
  leadsTo: 'http://127.0.0.1:1',
  current,
  device: null,
});

/** Signing in, with everything outside in memory: people, credentials, devices that wait. */
export async function surroundings() {
  const { directory, means, ada } = await company();
  const denied: Denied[] = [];
  const finished: unknown[] = [];
  const waiting: WaitingDevice[] = [];
  const prepared: unknown[] = [];
  const sealed = new Map<string, string>();
  const store = memorySignInStore(directory);
  const made: SignInSurroundings = {
    issuer: 'http://localhost:4500',
    newId,
    store,
    throttle: memoryThrottle(),
    seal: {
      seal(personId, secret) {
        sealed.set(`${personId}/${sealed.size}`, secret);
        return Promise.resolve(`${personId}/${sealed.size - 1}`);
      },
      open: (personId, box) =>
        box.startsWith(personId) ? Promise.resolve(sealed.get(box) ?? '') : Promise.reject(new Error('not theirs')),
    },
    directory,
    pending: {
      find: () => Promise.resolve(null),
      finish(interaction, done) {
        finished.push({ interaction, ...done });
        return Promise.resolve('/back');
      },
    },
    devices: {
      waiting(userCode) {
        const found = waiting.find((each) => plainUserCode(each.userCode) === userCode);
        return Promise.resolve(found && store.toldOf(found) === 'waiting' ? found : null);
      },
      begin: ({ record }) => Promise.resolve(`for-${record}`),
      confirm: () => Promise.resolve(),
      prepare(letIn) {
        prepared.push(letIn);
        return Promise.resolve();
      },
      finish: () => Promise.resolve('/device/done'),
    },
    recordDenial(_cause, what) {
      denied.push(what);
      return Promise.resolve();
    },
  };
  /** Someone who has set up their sign-in. */
  async function enrolled(name: string) {
    const { person, enrolment } = valueOf(await addPerson(means, causeAt(), { name, email: `${name}@example.com` }));
    const first = valueOf(await openEnrolment(made, enrolment.code, anonymous(NOW)));
    valueOf(await chooseCredentials(made, first, { password: PASSWORD, again: PASSWORD }));
    const second = valueOf(await openEnrolment(made, enrolment.code, anonymous(NOW)));
    const secret = sealed.get(second.enrolment.chosen?.sealedTotpSecret ?? '') ?? '';
    valueOf(await completeEnrolment(made, second, generateSync({ secret, epoch: NOW }), anonymous(NOW)));
    return { id: person.id, email: person.email, secret, enrolmentCode: enrolment.code };
  }
  /** A device that shows this code. */
  function deviceThatShows(userCode: string): WaitingDevice {
    const device = {
      ...{ record: `record-of-${userCode}`, userCode, clientId: 'sallyport-cli', clientName: 'Sallyport command line' },
      ...{ scope: 'openid', resource: 'http://localhost:4500/api' },
      ...{ askedAt: NOW, askedFrom: '203.0.113.7', expiresAt: NOW + 600 },
    };
    waiting.push(device);
    store.addDevice(device);
    return device;
  }
  return { made, store, directory, means, ada, denied, finished, prepared, enrolled, deviceThatShows };
}
