import * as z from 'zod';

/**
 * The functions that keep credentials, by their ARNs: the one without a network, and one for each network of the
 * settings. JSON, because an environment holds only text.
 */
export const keeperFunctions = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.strictObject({ internet: z.string(), networks: z.record(z.string(), z.string()) }));
export type KeeperFunctions = z.output<typeof keeperFunctions>;

/** Throws for a network that the settings do not name any more: nobody can reach what lies in it. */
export function keeperOf({ internet, networks }: KeeperFunctions, network: string | null): string {
  const arn = network === null ? internet : networks[network];
  if (arn === undefined) throw new NoSuchNetwork();
  return arn;
}

export class NoSuchNetwork extends Error {
  override readonly name = 'NoSuchNetwork';
  constructor() {
    super('the settings name no such network');
  }
}
