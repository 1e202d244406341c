import { spawn } from 'node:child_process';
import type { Environment } from './context.ts';

/** Whether a browser can be expected to open here: not over SSH, not without a display. BROWSER says that there is one. */
export function hasBrowser(environment: Environment, platform: NodeJS.Platform = process.platform): boolean {
  const has = (name: string) => (environment[name] ?? '') !== '';
  if (environment['BROWSER'] === 'none') return false;
  if (has('BROWSER')) return true;
  if (has('SSH_CONNECTION') || has('SSH_TTY')) return false;
  return platform !== 'linux' || has('DISPLAY') || has('WAYLAND_DISPLAY') || has('WSL_DISTRO_NAME');
}

/** Opens a page in the person's browser, or in the program that BROWSER names; says whether that could be tried. */
export async function openPage(url: string, environment: Environment): Promise<boolean> {
  if (!hasBrowser(environment)) return false;
  try {
    const named = environment['BROWSER'] ?? '';
    if (named !== '') return await started(spawn(named, [url], { stdio: 'ignore', detached: true }));
    const { default: open } = await import('open');
    const child = await open(url);
    // xdg-open may be missing or find no browser; the address is printed as well.
    child.on('error', () => undefined);
    return true;
  } catch {
    return false;
  }
}

const started = (child: ReturnType<typeof spawn>): Promise<boolean> =>
  new Promise((done) => {
    child.on('error', () => {
      done(false);
    });
    child.on('spawn', () => {
      child.unref();
      done(true);
    });
  });
