import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { LocalFile } from '../local-file.ts';
import { nextCode } from './totp.ts';

export type Person = LocalFile['people'][number];

/** Everybody's authenticator apps. They remember the last code shown, because Sallyport takes each code once. */
export type Authenticators = {
  readonly show: (person: Pick<Person, 'id' | 'totpSecret'>) => Promise<string>;
};

const steps = z.record(z.string(), z.int());

/** Remembered beside `local.json`, so that a demo that follows on another uses no code of its. */
export function authenticatorsBeside(localFile: string): Authenticators {
  const path = join(dirname(localFile), 'authenticators.json');
  const read = async () => (existsSync(path) ? steps.parse(JSON.parse(await readFile(path, 'utf8'))) : {});
  const write = async (id: string, step: number) => {
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, JSON.stringify({ ...(await read()), [id]: step }), { mode: 0o600 });
    await rename(draft, path);
  };
  let writing = Promise.resolve();
  return {
    async show({ id, totpSecret }) {
      const { code, step } = await nextCode(totpSecret, (await read())[id] ?? 0);
      // One after the other: each writes what the one before wrote, and its own.
      await (writing = writing.then(() => write(id, step)));
      return code;
    },
  };
}
