import type { CredentialTarget } from '../access/target.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials } from './change-credential.ts';
import type { CredentialState, Owed } from './credential.ts';
import { oweRotation } from './owe-rotation.ts';

/** Somebody who keeps it asks for a rotation: it is owed from now on, and begins when nobody holds the credential. */
export const rotateNow = (
  means: ChangesCredentials,
  target: CredentialTarget,
  { reason, retire }: { readonly reason: string; readonly retire: Owed['retire'] },
  cause: Cause,
): Promise<Result<CredentialState>> =>
  changeCredential<CredentialState>(means, target, cause, (state) => {
    if (state.health.state === 'none')
      return {
        answer: refused(
          refusal(
            'no_value',
            'The credential has no value yet. Set one first; or reconcile it, if its secret was imported.',
          ),
        ),
      };
    const owing = oweRotation(state, { why: 'on-demand', retire, at: cause.at });
    // Whoever asks does not wait out what a failure before has put off.
    const to = owing.owed === null ? owing : { ...owing, owed: { ...owing.owed, notBefore: cause.at } };
    return { to, what: { action: 'credential.rotate-asked', facts: { reason, retire } }, then: to };
  });
