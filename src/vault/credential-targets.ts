import type { AccessReads, Page, PageOf } from '../access/ports.ts';
import type { CredentialTarget, Target } from '../access/target.ts';
import type { TargetId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** The targets that are vaulted credentials. */
export interface CredentialTargets {
  /** Null when there is none of this id, or it is of another kind. */
  credential(id: TargetId): Promise<CredentialTarget | null>;
  /** In the order of their ids, without those that were retired. A page may be empty and yet have a next one. */
  credentials(page: Page<TargetId>): Promise<PageOf<CredentialTarget, TargetId>>;
}

/** They lie with the other targets. */
export const credentialTargets = (access: Pick<AccessReads, 'target' | 'targets'>): CredentialTargets => ({
  credential: async (id) => asCredential(await access.target(id)),
  async credentials(page) {
    const { items, next } = await access.targets(page);
    return { items: items.map(asCredential).filter((each) => each !== null), next };
  },
});

const asCredential = (target: Target | null): CredentialTarget | null =>
  target?.kind === 'credential' ? target : null;

export async function credentialNamed(targets: CredentialTargets, id: TargetId): Promise<Result<CredentialTarget>> {
  const target = await targets.credential(id);
  return target === null ? refused(refusal('not_found', 'There is no such vaulted credential.')) : ok(target);
}

/** Of a grant: that it is for something else is no secret to its holder. */
export async function credentialOfGrant(targets: CredentialTargets, id: TargetId): Promise<Result<CredentialTarget>> {
  const target = await targets.credential(id);
  return target === null
    ? refused(refusal('target_unusable', 'The grant is not for a vaulted credential.'))
    : ok(target);
}
