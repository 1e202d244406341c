import * as modules from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** From the place where it is decided that this Node will do, in the repository and in a release alike. */
export async function start(args) {
  modules.enableCompileCache(compiledPlace(process.env));
  const { runCommand } = await import('./run-command.ts');
  process.exitCode = await runCommand(args);
}

/**
 * Where Node keeps what it compiled, which is two thirds of the time that a call takes (AWS tools make many). A folder
 * of the person's own, not the temporary one that Node takes by itself: whoever can write there runs code as them.
 */
function compiledPlace({ HOME, USERPROFILE, XDG_CACHE_HOME = '', LOCALAPPDATA = '' }) {
  const home = HOME ?? USERPROFILE ?? homedir();
  const [named, usual] =
    process.platform === 'win32'
      ? [LOCALAPPDATA, join(home, 'AppData', 'Local')]
      : [XDG_CACHE_HOME, join(home, '.cache')];
  return join(isAbsolute(named) ? named : usual, 'sallyport', 'compiled');
}
