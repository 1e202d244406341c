import { readFileSync } from 'node:fs';
import { settingsSchema } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { explainFault } from './explain-fault.ts';

/** Reads the settings file; an error says of every fault what was wrong, the value and what is allowed. */
export const readSettings = (path = process.env['SALLYPORT_SETTINGS'] ?? 'settings.json'): Settings =>
  checkSettings(parseFile(path), `the settings in ${path}`);

/** The same for settings that stand in an app rather than in a file. */
export function checkSettings(given: unknown, called = 'the settings'): Settings {
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => explainFault(issue, given)).map((fault) => `  ${fault}`);
  throw new Error(`${called} are not right (docs/settings.md says what may stand there):\n${faults.join('\n')}`);
}

function parseFile(path: string): unknown {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read the settings file ${path}: make it from settings.example.json, or name it in SALLYPORT_SETTINGS`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `cannot read the settings file ${path}: it is not JSON (${error instanceof Error ? error.message : String(error)}); settings.example.json shows the form`,
      { cause: error },
    );
  }
}
