import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBrowser } from '../../../local/headless/browser.ts';
import { passPages } from '../../../local/headless/sign-in.ts';
import type { Member } from '../../../local/headless/member.ts';
import { authenticators, stack } from './stack.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  /** Resolves with the match as soon as standard error has it. */
  readonly says: (what: RegExp) => Promise<RegExpExecArray>;
  readonly interrupt: () => void;
  readonly ended: Promise<Ran>;
}

/** A machine of its own for one person: a home folder, and the real `sallyport` in it. */
export interface Terminal {
  readonly home: string;
  readonly start: (args: readonly string[], environment?: Readonly<Record<string, string>>) => Running;
  readonly run: (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Ran>;
}

export async function openTerminal(): Promise<Terminal> {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-home-'));
  const start: Terminal['start'] = (args, environment = {}) => {
    const child = spawn(process.execPath, [join(root, 'cli', 'sallyport.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home, BROWSER: 'none', ...environment },
    });
    const ran = { out: '', err: '' };
    const listeners = new Set<() => void>();
    child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => {
      ran.err += chunk.toString('utf8');
      for (const listen of listeners) listen();
    });
    const ended = new Promise<Ran>((done, failed) => {
      child.on('error', failed);
      child.on('close', (code) => {
        done({ code, ...ran });
      });
    });
    return {
      ended,
      interrupt: () => child.kill('SIGINT'),
      says: (what) =>
        new Promise((done, failed) => {
          const listen = () => {
            const found = what.exec(ran.err);
            if (found === null) return;
            listeners.delete(listen);
            done(found);
          };
          listeners.add(listen);
          listen();
          void ended.then(({ code, err }) => {
            failed(new Error(`sallyport ${args.join(' ')} ended with ${String(code)}: ${err}`));
          });
        }),
    };
  };
  return { home, start, run: async (args, environment) => start(args, environment).ended };
}

/** Follows the address that `sallyport` printed as a person with a browser would, back to the terminal. */
export async function signInThrough(running: Running, { person }: Member, issuer = stack.issuer): Promise<string> {
  const [, url = ''] = await running.says(/to sign in:\n\s+(http\S+)/);
  const browser = openBrowser(issuer);
  const page = await passPages(browser, await browser.open(url), person, () => authenticators.show(person));
  const back = await fetch(page.leavesTo ?? issuer);
  return back.text();
}

/** A terminal in which this person is signed in. */
export async function signedInTerminal(member: Member): Promise<Terminal> {
  const terminal = await openTerminal();
  const login = terminal.start(['login', stack.issuer, '--no-browser']);
  await signInThrough(login, member);
  const { code, err } = await login.ended;
  if (code !== 0) throw new Error(`the sign-in came to nothing: ${err}`);
  return terminal;
}
