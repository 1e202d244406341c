import type { LeaseTerms, PasswordRules, RotationPlan } from '../kernel/engine-address.ts';
import type { GroupName } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { AwsRoleTarget, Target, TargetKind } from './target.ts';

/** Where a credential is good may move, and how its server is known. Whose it is, and how it is changed, never do. */
export interface AddressChange {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly ca?: string | null | undefined;
  readonly hostKey?: string | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * What may change of a target. Of a role, never the role and its boundary: denies of ended grants lie in that boundary.
 * Of a credential, never whose it is, the strategy, the administrator, the network or the secret: the state of its
 * rotation is about those. Of an account, never the database, the roles and who makes it:
 * accounts that are there have been made so, and were agreed to so.
 */
export interface TargetChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly sensitivity?: Target['sensitivity'] | undefined;
  readonly externalId?: string | undefined;
  readonly probeAction?: AwsRoleTarget['probeAction'] | undefined;
  readonly region?: string | undefined;
  readonly owner?: GroupName | undefined;
  readonly rules?: PasswordRules | undefined;
  readonly plan?: RotationPlan | undefined;
  readonly lease?: LeaseTerms | undefined;
  readonly revealable?: boolean | undefined;
  readonly address?: AddressChange | undefined;
  readonly reassignTo?: string | undefined;
}
type Field = keyof TargetChange;

const common = ['name', 'description', 'sensitivity'] as const;
export const changeableOf: { readonly [Kind in TargetKind]: readonly Field[] } = {
  'aws-role': [...common, 'externalId', 'probeAction', 'region'],
  credential: [...common, 'owner', 'rules', 'plan', 'lease', 'revealable', 'address'],
  'database-account': [...common, 'reassignTo'],
};

/** Why such a change is none of such a target, by the field that does not fit; null when all do. */
export function misfitOf(
  target: { readonly kind: TargetKind; readonly address?: object },
  change: TargetChange,
): Refusal | null {
  const changeable = changeableOf[target.kind];
  for (const [field, value] of Object.entries(change))
    if (value !== undefined && !changeable.some((each) => each === field))
      return wrong(
        field,
        `the field "${field}" of a target of the kind ${target.kind} cannot be changed, or it has none. What can: ${changeable.join(', ')}`,
      );
  for (const [field, value] of Object.entries(change.address ?? {}))
    if (value !== undefined && !Object.hasOwn(target.address ?? {}, field))
      return wrong(`address.${field}`, `the address of this target has no "${field}"`);
  return null;
}

const wrong = (field: string, message: string): Refusal =>
  refusal('invalid_request', `Not understood: ${message}.`, { errors: [{ path: `body.${field}`, message }] });

const movable = ['host', 'port', 'ca', 'hostKey', 'baseUrl'];

/** Only what may change: a registration that brings a target back also says what must stay. */
export function changeIn(kind: TargetKind, fields: object): TargetChange {
  const kept: readonly string[] = changeableOf[kind];
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]: [string, unknown]) => {
      if (!kept.includes(field)) return [];
      if (field !== 'address' || typeof value !== 'object' || value === null) return [[field, value]];
      return [[field, Object.fromEntries(Object.entries(value).filter(([part]) => movable.includes(part)))]];
    }),
  );
}

/** Whether it would be looked for somewhere else afterwards. */
export function moves(from: Target, to: Target): boolean {
  if (from.kind !== 'credential' || to.kind !== 'credential') return false;
  const at = ({ address }: typeof from) =>
    address.engine === 'http'
      ? address.baseUrl
      : 'host' in address
        ? JSON.stringify([address.host.toLowerCase(), address.port])
        : '';
  return at(from) !== at(to);
}
