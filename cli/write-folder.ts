import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';

/** Writes the files into a folder, all of them or, where one is there already, none. */
export function writeFolder(folder: string, files: Readonly<Record<string, string>>): void {
  const present = Object.keys(files).filter((name) => existsSync(join(folder, name)));
  if (present.length > 0)
    throw new Failure(
      `${folder} has ${present.join(', ')} already, and nothing was written. Name a folder that is new or empty.`,
    );
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(`${folder} could not be written (${why}). Name a folder in a place that is yours.`, {
      cause: error,
    });
  }
}
