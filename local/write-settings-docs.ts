import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { settingsDocument, settingsJsonSchema } from '../lib/settings/document.ts';
import { root } from './places.ts';

/** What is made from the schema of the settings, by file, in the form in which it is kept. */
export async function settingsDocs(): Promise<ReadonlyMap<string, string>> {
  const example = readFileSync(join(root, 'settings.example.json'), 'utf8');
  const texts = {
    'docs/settings.md': settingsDocument(example),
    'settings.schema.json': JSON.stringify(settingsJsonSchema()),
  };
  const made = new Map<string, string>();
  for (const [file, text] of Object.entries(texts)) {
    const filepath = join(root, file);
    made.set(file, await format(text, { ...(await resolveConfig(filepath)), filepath }));
  }
  return made;
}

if (import.meta.main) for (const [file, text] of await settingsDocs()) writeFileSync(join(root, file), text);
