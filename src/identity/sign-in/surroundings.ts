import type { Denied } from '../../audit/record-denial.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Cause } from '../../kernel/principal.ts';
import type { Directory } from '../ports.ts';
import type { PendingSignIns, SecretSeal, SignInStore, ThrottleStore, WaitingDevices } from './ports.ts';

/** All that signing in needs from outside. */
export interface SignInSurroundings {
  readonly issuer: string;
  readonly newId: NewId;
  readonly store: SignInStore;
  readonly throttle: ThrottleStore;
  readonly seal: SecretSeal;
  readonly directory: Pick<Directory, 'standing' | 'personByEmail' | 'endSignIn'>;
  readonly pending: PendingSignIns;
  readonly devices: WaitingDevices;
  readonly recordDenial: (cause: Cause, denied: Denied) => Promise<void>;
}
