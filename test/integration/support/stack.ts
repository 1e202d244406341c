import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { jest } from '@jest/globals';
import * as z from 'zod';
import { authenticatorsBeside } from '../../../local/headless/authenticators.ts';
import type { Person } from '../../../local/headless/authenticators.ts';
import { memberOf } from '../../../local/headless/member.ts';
import type { Member } from '../../../local/headless/member.ts';
import { signedIn } from '../../../local/headless/sign-in.ts';
import { readLocalFile } from '../../../local/local-file.ts';
import type { LocalFile } from '../../../local/local-file.ts';

// Grants take the seconds that they take; every wait of a test has a deadline of its own below this one.
jest.setTimeout(120_000);

/** The running stack that the tests are for. Without one they fail: a test that skips itself proves nothing. */
export const localFile = process.env['SALLYPORT_LOCAL_FILE'] ?? '';

async function readStack(): Promise<LocalFile> {
  const file = localFile === '' ? undefined : await readLocalFile(localFile);
  if (file === undefined)
    throw new Error(
      'SALLYPORT_LOCAL_FILE must name the local.json of a running stack: `npm test`, or `npm start` first',
    );
  return file;
}

export const stack: LocalFile = await readStack();
export const authenticators = authenticatorsBeside(localFile);

export function personNamed(name: string): Person {
  const found = stack.people.find((person) => person.name.toLowerCase().startsWith(name));
  if (!found) throw new Error(`nobody called ${name} is in ${localFile}`);
  return found;
}

const keptPath = join(dirname(localFile), 'test-sign-ins.json');
const kept = z.record(z.string(), signedIn);
const readKept = async () => (existsSync(keptPath) ? kept.parse(JSON.parse(await readFile(keptPath, 'utf8'))) : {});

/**
 * Somebody of the demo company. All files of a run share one sign-in of theirs: an authenticator shows a new code
 * every thirty seconds, and a code is taken once.
 */
export function shared(name: string): Promise<Member> {
  const known = members.get(name) ?? signedInBefore(personNamed(name));
  members.set(name, known);
  return known;
}
const members = new Map<string, Promise<Member>>();

async function signedInBefore(person: Person): Promise<Member> {
  return memberOf({
    file: stack,
    person,
    authenticators,
    known: (await readKept())[person.id],
    keep: async (fresh) => {
      const draft = `${keptPath}.${process.pid}`;
      await writeFile(draft, JSON.stringify({ ...(await readKept()), [person.id]: fresh }), { mode: 0o600 });
      await rename(draft, keptPath);
    },
  });
}
