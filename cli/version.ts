import { readFileSync } from 'node:fs';

export function version(): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const known = typeof content === 'object' && content !== null && 'version' in content ? content.version : undefined;
  return typeof known === 'string' ? known : 'unknown';
}
