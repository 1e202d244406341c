import type { SecretDescription, Secrets } from './ports.ts';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

/** The version that a label lies on. */
export const versionAt = ({ versions }: Pick<SecretDescription, 'versions'>, stage: string): string | null =>
  versions.find(({ stages }) => stages.includes(stage))?.id ?? null;

/** The values of all versions that have a label, the current one first. */
export async function labelledValues(
  secrets: Pick<Secrets, 'read'>,
  secret: string,
  description: Pick<SecretDescription, 'versions'>,
): Promise<readonly string[]> {
  const current = versionAt(description, CURRENT);
  const labelled = description.versions.filter(({ stages }) => stages.length > 0).map(({ id }) => id);
  const ids = [...(current === null ? [] : [current]), ...labelled.filter((id) => id !== current)];
  const values: string[] = [];
  for (const id of ids) {
    const value = await secrets.read(secret, id);
    if (value !== null) values.push(value);
  }
  return values;
}
