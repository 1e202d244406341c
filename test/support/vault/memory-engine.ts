import * as z from 'zod';
import type { Engine, Fault } from '../../../src/vault/engine.ts';
import { newPassword } from '../../../src/vault/engines/new-password.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

const valueSchema = z.object({ username: z.string(), password: z.string() });
const read = (value: string) => valueSchema.parse(JSON.parse(value));
const fault = (stage: Fault['stage'], code: string): Fault => ({ stage, code, says: 'the server said no' });

interface Server {
  /** Good passwords of the one user. */
  good: Set<string>;
  other: string;
  reachable: boolean;
  refuses: boolean;
  log: string[];
  /** Passwords under which something is open. */
  open: string[];
}

/** A server in memory whose user may have one password or two, and an engine for it: to try the suites themselves. */
export function memoryEngine({ keepsTwo = true, change = (engine: Engine): Engine => engine } = {}): EngineUnderTest {
  const server: Server = { good: new Set(), other: 'untouched', reachable: true, refuses: false, log: [], open: [] };
  let made = 0;
  const reach = (): void => {
    if (!server.reachable) throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
  };
  const known = (error: unknown): string =>
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  const login = async (password: string): Promise<boolean> => {
    reach();
    server.log.push(`login of app ${server.good.has(password) ? 'accepted' : 'refused'}`);
    return server.good.has(password);
  };

  const engine: Engine = {
    async probe(at, value) {
      try {
        const good = await at.call('login', () => login(read(value).password));
        return good ? { login: 'alive' } : { login: 'dead', fault: fault('authentication', 'WRONGPASS') };
      } catch (error) {
        return { login: 'unknown', fault: fault('route', known(error)) };
      }
    },
    async stage(at) {
      return JSON.stringify({ username: 'app', password: newPassword(at.rules, at.randomBytes) });
    },
    async apply(at, { current, candidate }) {
      try {
        const mine = read(candidate).password;
        if (await at.call('login', () => login(mine))) return { applied: true };
        if (!(await at.call('login', () => login(read(current).password))))
          return { applied: false, refused: 'unclear', fault: fault('authentication', 'WRONGPASS') };
        return await at.call('add', async () => {
          reach();
          if (server.refuses) return { applied: false, refused: 'by-policy', fault: fault('policy', 'WEAK') } as const;
          if (!keepsTwo) server.good.clear();
          server.good.add(mine);
          server.log.push('password added');
          return { applied: true } as const;
        });
      } catch (error) {
        return { applied: false, refused: 'unclear', fault: fault('route', known(error)) };
      }
    },
    async verify(at, candidate) {
      try {
        if (await at.call('login', () => login(read(candidate).password))) return { verified: true };
        return { verified: false, fault: fault('authentication', 'WRONGPASS') };
      } catch (error) {
        return { verified: false, fault: fault('route', known(error)) };
      }
    },
    async retire(at, { old, how }) {
      try {
        const { password } = read(old);
        const used = await at.call('list', async () => {
          reach();
          return server.open.includes(password);
        });
        if (used && how === 'at-disuse') return { retired: false, why: 'in-use' };
        await at.call('remove', async () => {
          reach();
          server.good.delete(password);
        });
        await at.call('kill', async () => {
          reach();
          server.open = server.open.filter((each) => each !== password);
        });
        if (await at.call('login', () => login(password)))
          return { retired: false, why: 'failed', fault: fault('protocol', 'STILL') };
        return { retired: true };
      } catch (error) {
        return { retired: false, why: 'failed', fault: fault('route', known(error)) };
      }
    },
  };

  return {
    name: keepsTwo ? 'memory, two passwords' : 'memory, one password',
    engine: change(engine),
    address: {
      engine: 'redis',
      host: 'memory',
      port: 6379,
      ca: null,
      user: 'app',
      administrator: null,
      persist: 'nowhere',
    },
    administrator: null,
    keepsTwo,
    async reset() {
      const password = `first-password-${(made += 1)}`;
      Object.assign(server, { good: new Set([password]), reachable: true, refuses: false, log: [], open: [] });
      return JSON.stringify({ username: 'app', password });
    },
    logsIn: async (value) => {
      reach();
      return server.good.has(read(value).password);
    },
    rest: async () => server.other,
    log: async () => server.log.join('\n'),
    secretsOf: (value) => [read(value).password],
    open: keepsTwo
      ? async (value) => {
          const { password } = read(value);
          server.open.push(password);
          return {
            works: async () => server.open.includes(password),
            close: async () => {
              server.open = server.open.filter((each) => each !== password);
            },
          };
        }
      : null,
    async lose() {
      server.reachable = false;
      return async () => {
        server.reachable = true;
      };
    },
    refuseByPolicy: async (refuse) => {
      server.refuses = refuse;
    },
  };
}
