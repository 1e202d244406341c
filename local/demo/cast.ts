import type { Authenticators, Person } from '../headless/authenticators.ts';
import type { LocalFile } from '../local-file.ts';

/** What the walk knows: the addresses and the people of `local.json`, and their authenticator apps. */
export type Cast = {
  readonly file: LocalFile;
  readonly authenticators: Authenticators;
  readonly named: (name: string) => Person;
};

export const castOf = (file: LocalFile, authenticators: Authenticators): Cast => ({
  file,
  authenticators,
  named: (name) => {
    const found = file.people.find((person) => person.name.toLowerCase() === name);
    if (!found) throw new Error(`local.json knows nobody called ${name}: was the demo company made? (npm start)`);
    return found;
  },
});
