import { UsageError } from '../failure.ts';

/** A profile's name that needs no quotes in the file nor in a shell. */
export function parseProfileName(given: string): string {
  if (/^[A-Za-z0-9][\w.@+:-]{0,127}$/.test(given)) return given;
  throw new UsageError(
    `"${given}" is no name for a profile: expected letters, digits and .@+:-_ without spaces, such as orders-admin.`,
  );
}

export function parseRegion(given: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(given)) return given;
  throw new UsageError(`"${given}" is no AWS region: expected one like eu-central-1.`);
}

/** "Production, operator" → production-operator. Two names that come to the same get the end of the target's id. */
export function profileNames(
  targets: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const slugs = targets.map(({ id, name }) => ({ id, slug: slugOf(name) }));
  return new Map(
    slugs.map(({ id, slug }) => {
      const alone = slugs.filter((other) => other.slug === slug).length === 1;
      return [
        id,
        alone && slug !== '' ? slug : [slug, id.slice(-6).toLowerCase()].filter((part) => part !== '').join('-'),
      ];
    }),
  );
}

export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
