import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './context.ts';

/** Where things are kept: the XDG base directories, and their like on Windows. Relative ones count as unset (XDG). */
export interface Places {
  /** What the person chose: the issuer. */
  readonly configuration: string;
  /** What comes and goes: sign-ins where there is no keyring, and caches of credentials. */
  readonly state: string;
}

export function placesOf(environment: Environment, platform: NodeJS.Platform = process.platform): Places {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  const named = (variable: string, otherwise: string): string => {
    const value = environment[variable] ?? '';
    return join(isAbsolute(value) ? value : otherwise, 'sallyport');
  };
  if (platform === 'win32')
    return {
      configuration: named('APPDATA', join(home, 'AppData', 'Roaming')),
      state: named('LOCALAPPDATA', join(home, 'AppData', 'Local')),
    };
  return {
    configuration: named('XDG_CONFIG_HOME', join(home, '.config')),
    state: named('XDG_STATE_HOME', join(home, '.local', 'state')),
  };
}
