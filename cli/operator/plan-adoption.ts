import { boundaryDocument, isBoundary } from '../../src/targets/aws-role/boundary.ts';
import { readTrust } from '../../src/targets/aws-role/read-trust.ts';
import { trustDocument } from '../../src/targets/aws-role/trust.ts';

/** A role as IAM shows it. */
export interface RoleToAdopt {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly trust: unknown;
  readonly boundaryArn: string | null;
}

export interface Adoption {
  readonly role: RoleToAdopt;
  /** The policy of the name that the boundary would have; null when there is none. */
  readonly boundary: { readonly document: unknown } | null;
  readonly sallyportAccount: string;
  readonly externalId: string;
}

export interface Change {
  readonly kind: 'make-boundary' | 'wear-boundary' | 'trust-sallyport';
  readonly says: string;
}

export type Plan =
  | { readonly can: false; readonly why: string }
  | {
      readonly can: true;
      readonly changes: readonly Change[];
      readonly warnings: readonly string[];
      readonly boundaryArn: string;
      readonly boundary: object;
      readonly trust: object;
      readonly externalId: string;
    };

/** IAM's quota for a trust policy, unless the account has asked for more; white space does not count. */
const TRUST_CHARACTERS = 2048;
const SIDS = ['SallyportLends', 'SallyportNames'];

/** What adopting a role would change, or why it cannot be adopted. Nothing is done here. */
export function planAdoption({ role, boundary, sallyportAccount, externalId }: Adoption): Plan {
  const [, partition = 'aws', , , account = ''] = role.arn.split(':');
  const boundaryArn = `arn:${partition}:iam::${account}:policy/sallyport-boundary-${role.name}`;
  const why = obstacle(role, boundary, boundaryArn);
  if (why !== null) return { can: false, why };
  const statements = statementsOf(role.trust);
  if (statements === null) return { can: false, why: 'Its trust policy is not understood, so it is not touched.' };
  const kept = statements.filter((each) => !SIDS.includes(sidOf(each)));
  const known = externalIdIn(statements) ?? externalId;
  const ours = trustDocument({ partition, account: sallyportAccount, externalId: known }).Statement;
  const trust = {
    Version: '2012-10-17',
    Statement: [...kept, ...ours.map((each, at) => ({ Sid: SIDS[at], ...each }))],
  };
  const length = JSON.stringify(trust).length;
  if (length > TRUST_CHARACTERS)
    return {
      can: false,
      why: `Its trust policy would be ${length} characters long, and IAM takes ${TRUST_CHARACTERS}. Take out who no longer needs the role.`,
    };
  const others = readTrust({ Statement: kept }, sallyportAccount)?.others ?? [];
  const changes = [
    ...(boundary === null
      ? [{ kind: 'make-boundary', says: `make the policy ${boundaryArn}, which early ends are written into` } as const]
      : []),
    ...(role.boundaryArn === null
      ? [{ kind: 'wear-boundary', says: 'set it as the permissions boundary of the role' } as const]
      : []),
    ...(JSON.stringify(trust) === JSON.stringify(role.trust)
      ? []
      : [
          {
            kind: 'trust-sallyport',
            says: `let Sallyport’s lending functions of account ${sallyportAccount} assume it, under the name of a grant`,
          } as const,
        ]),
  ];
  return {
    can: true,
    changes,
    warnings: [
      'The boundary is for everybody who has the role: nobody with it writes IAM or assumes another role any more.',
      ...(others.length === 0
        ? []
        : [
            `Others may assume it without Sallyport, without approval and without an end: ${others.join(', ')}. ` +
              'They stay; take them out of the trust policy once nobody needs that way.',
          ]),
    ],
    ...{ boundaryArn, boundary: boundaryDocument([]), trust, externalId: known },
  };
}

function obstacle(
  { path, boundaryArn: wears, name }: RoleToAdopt,
  boundary: Adoption['boundary'],
  boundaryArn: string,
): string | null {
  if (path.startsWith('/aws-service-role/'))
    return `${name} is a service-linked role: AWS alone says who assumes it, and nobody can give it a boundary.`;
  if (path.startsWith('/aws-reserved/'))
    return `${name} belongs to IAM Identity Center, which would undo every change: lend a role of your own instead.`;
  if (wears !== null && wears !== boundaryArn)
    return [
      `It wears a permissions boundary already: ${wears}. A role has one, and the early end of a grant is written there.`,
      'With somebody else’s boundary an early end could not be written: only the natural end would hold, and whoever is',
      'revoked would keep the power until their last session expires. Sallyport does not lend a role that it cannot take',
      'back. Move the limits of that boundary into the role’s own policies as denies, take the boundary off and try again;',
      'or make a role for lending with the same policies (templates/lendable-role.yaml).',
    ].join('\n');
  if (boundary !== null && !isBoundary(boundary.document))
    return `There is a policy ${boundaryArn} already, and it is not one that Sallyport writes. Remove it, or look who made it.`;
  return null;
}

function statementsOf(trust: unknown): readonly object[] | null {
  if (typeof trust !== 'object' || trust === null || !('Statement' in trust)) return null;
  const { Statement } = trust;
  const all: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  const objects = all.filter((each): each is object => typeof each === 'object' && each !== null);
  return objects.length === all.length ? objects : null;
}

const sidOf = (statement: object): string =>
  'Sid' in statement && typeof statement.Sid === 'string' ? statement.Sid : '';

/** What was agreed on when it was adopted before: it stays, the target is registered with it. */
function externalIdIn(statements: readonly object[]): string | null {
  const lends = statements.find((each) => sidOf(each) === SIDS[0]);
  return lends === undefined ? null : (/"sts:ExternalId":"([^"]+)"/.exec(JSON.stringify(lends))?.[1] ?? null);
}
