import type { At, Change, Engine, Fault, Probed, Retired, Retirement } from '../../engine.ts';
import { networkFault } from '../network-fault.ts';
import { addKey, holdsKey, removeKey } from './authorized-keys.ts';
import { openKeyFile } from './key-file.ts';
import type { KeyFile } from './key-file.ts';
import { KEY_REFUSED, SshProblem, withSsh } from './ssh-session.ts';
import { nextSshValue, ownSshValue, parseSshValue } from './ssh-value.ts';
import type { SshLogin } from './ssh-value.ts';

/**
 * SSH keys: an account has the lines of both keys in its `authorized_keys`, until the old one is retired. The file is
 * replaced as a whole, and never by one without the current key (docs/vault-engines.md, "SSH keys").
 */
export const sshEngine: Engine = {
  probe: (at, value) => login(at, value),
  stage: async (at, { current }) => nextSshValue(at, current),
  apply: async (at, change) => {
    try {
      await add(at, change);
      return { applied: true };
    } catch (error) {
      return { applied: false, refused: 'unclear', fault: faultOf(error) };
    }
  },
  verify: async (at, candidate) => {
    const tried = await login(at, candidate);
    return tried.login === 'alive' ? { verified: true } : { verified: false, fault: tried.fault };
  },
  retire: async (at, retirement) => {
    try {
      return await retire(at, retirement);
    } catch (error) {
      return { retired: false, why: 'failed', fault: faultOf(error) };
    }
  },
};

function faultOf(error: unknown): Fault {
  if (error instanceof SshProblem) return error.fault;
  // A call that did not get out at all.
  const fault = networkFault(error);
  if (fault !== null) return fault;
  throw error;
}

async function login(at: At, text: string): Promise<Probed> {
  const parsed = ownSshValue(at, text);
  if ('fault' in parsed) return { login: 'unknown', fault: parsed.fault };
  try {
    return await withSsh(at, parsed.value, async () => ({ login: 'alive' }));
  } catch (error) {
    const fault = faultOf(error);
    return { login: fault.code === KEY_REFUSED.code ? 'dead' : 'unknown', fault };
  }
}

/** With the administrator's key, or the current one of the account itself. */
async function withKeyFile<T>(at: At, current: SshLogin, run: (file: KeyFile) => Promise<T>): Promise<T> {
  const login = at.administrator === null ? current : valueOf(parseSshValue(at.administrator));
  return withSsh(at, login, async (client) => run(await openKeyFile(at, client, login)));
}

async function add(at: At, change: Change): Promise<void> {
  const current = valueOf(ownSshValue(at, change.current));
  const candidate = valueOf(ownSshValue(at, change.candidate));
  const comment = `sallyport:${at.attempt.token.replace(/[^A-Za-z0-9-]/g, '').slice(0, 64)}`;
  await withKeyFile(at, current, (file) =>
    file.change((text) => {
      mustHold(text, current);
      return addKey(text, { key: candidate.key, like: current.key, comment });
    }),
  );
}

async function retire(at: At, { current, old, how }: Retirement): Promise<Retired> {
  const [kept, gone] = [valueOf(ownSshValue(at, current)), valueOf(ownSshValue(at, old))];
  if (kept.key === gone.key) {
    throw new SshProblem({ stage: 'value', code: null, says: 'Both values have the same key.' });
  }
  const waits = await withKeyFile(at, kept, async (file) => {
    const text = await file.read();
    mustHold(text, kept);
    // SSH does not tell which key a session came with.
    if (how === 'at-disuse' && holdsKey(text, gone.key)) return true;
    await file.change((now) => {
      mustHold(now, kept);
      return removeKey(now, gone.key);
    });
    return false;
  });
  if (waits) return { retired: false, why: 'cannot-tell' };
  const proof = await login(at, old);
  if (proof.login === 'dead') return { retired: true };
  const says = 'The old key still logs in: it stands in another place than authorized_keys, too.';
  const fault: Fault = proof.login === 'unknown' ? proof.fault : { stage: 'authentication', code: null, says };
  return { retired: false, why: 'failed', fault };
}

function mustHold(text: string, { key }: SshLogin): void {
  if (holdsKey(text, key)) return;
  const says = 'The current key does not stand in the account’s .ssh/authorized_keys: nothing was changed there.';
  throw new SshProblem({ stage: 'authentication', code: null, says });
}

function valueOf(parsed: { readonly value: SshLogin } | { readonly fault: Fault }): SshLogin {
  if ('fault' in parsed) throw new SshProblem(parsed.fault);
  return parsed.value;
}
