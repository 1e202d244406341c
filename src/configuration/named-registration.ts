import type { Registration } from '../access/register-target.ts';
import type { Target } from '../access/target.ts';
import { engineAddress } from '../kernel/engine-address.ts';
import type { TargetId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

type Named<Of> = Of extends { readonly administrator: infer Id }
  ? Omit<Of, 'administrator' | 'users'> & {
      readonly administrator: string | (null extends Id ? null : never);
    } & (Of extends { readonly users: unknown } ? { readonly users: string[] } : unknown)
  : Of;
type NamedIn<Of> = Of extends { readonly kind: 'credential'; readonly address: infer Address }
  ? Omit<Of, 'address'> & { readonly address: Named<Address> }
  : Named<Of>;

/** A registration in which the administrator is named, as people name targets. */
export type NamedRegistration = NamedIn<Registration>;

/** The name of the administrator that it speaks of; null where there is none. */
export function administratorIn(given: NamedRegistration): string | null {
  if (given.kind === 'credential') return 'administrator' in given.address ? given.address.administrator : null;
  return given.kind === 'database-account' ? given.administrator : null;
}

/** With the id of the target that has the name now. */
export function resolved(given: NamedRegistration, targets: ReadonlyMap<string, Target>): Result<Registration> {
  const name = administratorIn(given);
  const id = name === null ? null : targets.get(name)?.id;
  if (id === undefined) return refused(refusal('not_found', `No target is named "${name}".`));
  switch (given.kind) {
    case 'aws-role':
      return ok(given);
    case 'credential':
      return ok({
        ...given,
        address: engineAddress.parse(
          'administrator' in given.address ? { ...given.address, administrator: id } : given.address,
        ),
      });
    case 'database-account':
      if (id === null) throw new Error('accounts have an administrator');
      return ok({ ...given, administrator: id });
  }
}

/** A target as it was registered, by the names that people use. */
export function registeredAs(
  { version: _v, createdAt: _c, retiredAt: _r, ...target }: Target,
  lent: ReadonlyMap<string, Target>,
): NamedRegistration & { readonly id: TargetId } {
  const nameOf = (wanted: TargetId): string => [...lent.values()].find(({ id }) => id === wanted)?.name ?? wanted;
  switch (target.kind) {
    case 'aws-role': {
      const { accountId: _a, ...role } = target;
      return role;
    }
    case 'credential':
      return { ...target, address: named(target.address, nameOf) };
    case 'database-account':
      return { ...target, administrator: nameOf(target.administrator) };
  }
}

function named(
  address: Extract<Registration, { kind: 'credential' }>['address'],
  nameOf: (id: TargetId) => string,
): Extract<NamedRegistration, { kind: 'credential' }>['address'] {
  switch (address.engine) {
    case 'iam-access-key':
      return address;
    case 'mysql':
      return { ...address, administrator: nameOf(address.administrator) };
    case 'postgresql':
      return address.strategy === 'alternating-users'
        ? { ...address, administrator: nameOf(address.administrator) }
        : { ...address, administrator: address.administrator && nameOf(address.administrator) };
    case 'redis':
      return { ...address, administrator: address.administrator && nameOf(address.administrator) };
    case 'ssh-key':
      return { ...address, administrator: address.administrator && nameOf(address.administrator) };
    case 'ldap':
      return { ...address, administrator: address.administrator && nameOf(address.administrator) };
    case 'http':
      return { ...address, administrator: address.administrator && nameOf(address.administrator) };
  }
}
