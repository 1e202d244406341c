import { administratorIn } from './named-registration.ts';
import type { NamedRegistration } from './named-registration.ts';
import type { KnownTarget, Snapshot } from './snapshot.ts';

/** What a registration adds to the configuration. */
export function knownFrom(given: NamedRegistration): KnownTarget {
  const { name, kind } = given;
  const of = given.kind === 'credential' ? given : { owner: null, network: null, address: null };
  return {
    ...{ id: null, name, kind, owner: of.owner, network: of.network, address: of.address },
    administrator: administratorIn(given),
  };
}

/** Why it cannot be registered beside the others, as registering it would say; null when it can. */
export function unfit(
  { kind, owner, network, address, administrator }: KnownTarget,
  { targets, groups }: Pick<Snapshot, 'targets' | 'groups'>,
): string | null {
  if (owner !== null && !groups.has(owner)) return `there is no group ${owner}`;
  if (administrator === null) return null;
  const by = targets.get(administrator);
  if (by === undefined) return `no target is named "${administrator}", which should administer it`;
  if (by.address === null) return `"${administrator}" is no vaulted credential`;
  const engines: readonly string[] = address === null ? ['postgresql', 'mysql'] : [address.engine];
  if (!engines.includes(by.address.engine))
    return `"${administrator}" is a credential of ${by.address.engine}, not of ${engines.join(' or ')}`;
  return kind === 'credential' && by.network !== network ? `"${administrator}" is reached by another network` : null;
}
