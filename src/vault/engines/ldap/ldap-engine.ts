import type { Applied, At, Change, Engine, Fault, Probed, Retired, Retirement, Verified } from '../../engine.ts';
import { networkFault } from '../network-fault.ts';
import { LdapProblem, REFUSED, withLdap } from './ldap-session.ts';
import type { LdapSession } from './ldap-session.ts';
import { ldapAddressOf, nextLdapValue, ownLdapValue, parseLdapValue } from './ldap-value.ts';
import type { LdapValue } from './ldap-value.ts';
import { PASSWORD_MODIFY, passwordModify } from './password-modify.ts';

/**
 * LDAP: an entry has one password, so the old one is bad from the moment that the new one is good. No verb tries a wrong
 * password more than once, because servers count (docs/vault-engines.md, "LDAP").
 */
export const ldapEngine: Engine = {
  probe: async (at, text) => (await tryLogin(at, text)).probed,
  stage: async (at, { current }) => nextLdapValue(at, current),
  apply: async (at, change) => {
    try {
      return await apply(at, change);
    } catch (error) {
      return { applied: false, refused: 'unclear', fault: faultOf(error) };
    }
  },
  verify,
  retire,
};

function faultOf(error: unknown): Fault {
  if (error instanceof LdapProblem) return error.fault;
  // A call that did not get out at all.
  const fault = networkFault(error);
  if (fault !== null) return fault;
  throw error;
}

const LOCKED: Fault = { stage: 'authentication', code: '49', says: 'The entry is locked: no password logs it in.' };
const MUST_CHANGE: Fault = {
  stage: 'policy',
  code: null,
  says: 'The server wants the password changed before anything else (pwdMustChange, pwdReset).',
};

async function tryLogin(at: At, text: string): Promise<{ readonly probed: Probed; readonly mustChange: boolean }> {
  const unknown = (fault: Fault) => ({ probed: { login: 'unknown', fault }, mustChange: false }) as const;
  const parsed = ownLdapValue(at, text);
  if ('fault' in parsed) return unknown(parsed.fault);
  try {
    const bound = await withLdap(at, (session) => session.bind('bind', parsed.value));
    if (bound.bound) return { probed: { login: 'alive' }, mustChange: bound.mustChange };
    if (bound.locked || (await isLocked(at))) return unknown(LOCKED);
    return { probed: { login: 'dead', fault: REFUSED }, mustChange: false };
  } catch (error) {
    return unknown(faultOf(error));
  }
}

/** Servers answer a locked entry as they answer a wrong password. Whoever administers it can see which it is. */
async function isLocked(at: At): Promise<boolean> {
  if (at.administrator === null) return false;
  return asAdministrator(at, at.administrator, (session) =>
    session.has('read the lock', ldapAddressOf(at).dn, 'pwdAccountLockedTime'),
  );
}

async function verify(at: At, candidate: string): Promise<Verified> {
  const { probed, mustChange } = await tryLogin(at, candidate);
  if (probed.login !== 'alive') return { verified: false, fault: probed.fault };
  return mustChange ? { verified: false, fault: MUST_CHANGE } : { verified: true };
}

async function apply(at: At, change: Change): Promise<Applied> {
  const current = valueOf(ownLdapValue(at, change.current));
  const candidate = valueOf(ownLdapValue(at, change.candidate));
  const { dn } = ldapAddressOf(at);
  try {
    if (at.administrator === null) {
      const changed = await withLdap(at, async (session) => {
        if (!(await session.bind('bind', current)).bound) return false;
        // With the old password, so that a change of somebody else in between is not undone.
        const value = passwordModify({ dn, old: current.password, new: candidate.password });
        await session.extended('change the password', PASSWORD_MODIFY, value);
        return true;
      });
      if (changed) return { applied: true };
    } else {
      await asAdministrator(at, at.administrator, (session) =>
        session.extended(
          'change the password',
          PASSWORD_MODIFY,
          passwordModify({ dn, old: null, new: candidate.password }),
        ),
      );
      return { applied: true };
    }
  } catch (error) {
    if (!(error instanceof LdapProblem) || error.result !== 19) throw error;
    // A rule against old passwords also refuses the one that an earlier try has set.
    return (await isGood(at, candidate))
      ? { applied: true }
      : { applied: false, refused: 'by-policy', fault: error.fault };
  }
  // The current password is refused: perhaps because an earlier try, whose answer was lost, has changed it.
  if (await isGood(at, candidate)) return { applied: true };
  return { applied: false, refused: 'unclear', fault: REFUSED };
}

const isGood = async (at: At, value: LdapValue): Promise<boolean> =>
  (await withLdap(at, (session) => session.bind('bind with the new password', value))).bound;

async function retire(at: At, { current, old }: Retirement): Promise<Retired> {
  const [kept, gone] = [ownLdapValue(at, current), ownLdapValue(at, old)];
  if ('fault' in kept) return { retired: false, why: 'failed', fault: kept.fault };
  if ('fault' in gone) return { retired: false, why: 'failed', fault: gone.fault };
  const failed = (fault: Fault) => ({ retired: false, why: 'failed', fault }) as const;
  if (kept.value.password === gone.value.password) {
    return failed({ stage: 'value', code: null, says: 'Both values have the same password.' });
  }
  const { probed } = await tryLogin(at, old);
  if (probed.login === 'dead') return { retired: true };
  if (probed.login === 'unknown') return failed(probed.fault);
  return failed({ stage: 'authentication', code: null, says: 'The old password is the one that logs in.' });
}

async function asAdministrator<T>(at: At, text: string, run: (session: LdapSession) => Promise<T>): Promise<T> {
  const login = valueOf(parseLdapValue(text));
  return withLdap(at, async (session) => {
    if ((await session.bind('bind as administrator', login)).bound) return run(session);
    const says = 'The server refused the credential that makes the change.';
    throw new LdapProblem({ stage: 'authentication', code: '49', says });
  });
}

function valueOf(parsed: { readonly value: LdapValue } | { readonly fault: Fault }): LdapValue {
  if ('fault' in parsed) throw new LdapProblem(parsed.fault);
  return parsed.value;
}
