import type { DirectoryReads } from '../identity/ports.ts';
import type { TargetId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { AccessReads } from './ports.ts';
import type { Registration } from './register-target.ts';
import type { CredentialTarget } from './target.ts';
import { notNamed, outOfReach } from './within-reach.ts';
import type { Within } from './within-reach.ts';

export interface LimitSources {
  readonly access: Pick<AccessReads, 'target'>;
  readonly directory: Pick<DirectoryReads, 'group'>;
  readonly within: Within;
}

/** Why a target cannot be registered in this deployment, before anybody looks at it; null when it can. */
export async function whyNotRegistered(sources: LimitSources, given: Registration): Promise<Refusal | null> {
  const { within, directory } = sources;
  switch (given.kind) {
    case 'aws-role':
      return (
        outOfReach(within, given.roleArn) ??
        (accountOf(given.boundaryArn) === accountOf(given.roleArn)
          ? null
          : wrong('boundaryArn', 'The boundary must be in the account of the role.'))
      );
    case 'credential': {
      const beyond = notNamed(within, given);
      if (beyond !== null) return wrong(beyond.field, beyond.message);
      if ((await directory.group(given.owner)) === null)
        return wrong('owner', `There is no group ${given.owner} that could answer for it.`);
      const administrator = 'administrator' in given.address ? given.address.administrator : null;
      return administrator === null
        ? null
        : whyNotAdministrator(sources, 'address.administrator', administrator, {
            engines: [given.address.engine],
            network: given.network,
          });
    }
    case 'database-account':
      return whyNotAdministrator(sources, 'administrator', given.administrator, {
        engines: ['postgresql', 'mysql'],
        network: undefined,
      });
  }
}

interface Wanted {
  readonly engines: readonly CredentialTarget['address']['engine'][];
  /** Undefined: it says where, for whoever names it. */
  readonly network: string | null | undefined;
}

/**
 * Another credential, still in use, for the same kind of server, reached the same way. Its own administrators are
 * followed to the first, so that no circle of them comes to be.
 */
async function whyNotAdministrator(
  { access }: LimitSources,
  field: string,
  id: TargetId,
  { engines, network }: Wanted,
): Promise<Refusal | null> {
  const administrator = await access.target(id);
  if (administrator === null) return wrong(field, `There is no target ${id}.`);
  if (administrator.kind !== 'credential')
    return wrong(field, `"${administrator.name}" is of the kind ${administrator.kind}, and no vaulted credential.`);
  if (administrator.retiredAt !== null) return wrong(field, `"${administrator.name}" is retired.`);
  const { engine } = administrator.address;
  if (!engines.includes(engine))
    return wrong(field, `"${administrator.name}" is a credential of ${engine}; expected one of ${engines.join(', ')}.`);
  if (network !== undefined && administrator.network !== network)
    return wrong(field, `"${administrator.name}" is reached ${way(administrator.network)}, and this ${way(network)}.`);
  return (await circles(access, administrator))
    ? wrong(field, 'The administrators name each other in a circle.')
    : null;
}

const way = (network: string | null): string =>
  network === null ? 'without a network' : `by the network "${network}"`;

async function circles(access: LimitSources['access'], first: CredentialTarget): Promise<boolean> {
  const seen = new Set<TargetId>();
  let next: TargetId | null = first.id;
  while (next !== null) {
    if (seen.has(next)) return true;
    seen.add(next);
    const target = await access.target(next);
    next = target?.kind === 'credential' && 'administrator' in target.address ? target.address.administrator : null;
  }
  return false;
}

/** arn:partition:iam::ACCOUNT:… */
export function accountOf(arn: string): string {
  const account = arn.split(':')[4];
  if (account === undefined) throw new Error('an ARN names an account');
  return account;
}

const wrong = (field: string, message: string): Refusal =>
  refusal('invalid_request', message, { errors: [{ path: `body.${field}`, message }] });
