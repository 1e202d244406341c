import * as z from 'zod';
import type { AccessReads } from '../access/ports.ts';
import type { GrantId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials } from './change-credential.ts';
import { activeGrant } from './check-out.ts';
import { credentialOfGrant } from './credential-targets.ts';
import type { CredentialTargets } from './credential-targets.ts';
import { CURRENT, versionAt } from './labels.ts';
import { disclose } from './lease-transitions.ts';
import type { Secrets } from './ports.ts';
import { sealFor } from './seal-value.ts';
import type { SealingKey } from './seal-value.ts';
import { secretOf } from './secret-of.ts';
import { placeOf } from './where-it-is.ts';
import type { Place } from './where-it-is.ts';

export interface Reveals extends ChangesCredentials {
  readonly access: Pick<AccessReads, 'grant'>;
  readonly credentials: CredentialTargets;
  readonly secrets: Pick<Secrets, 'describe' | 'read'>;
}

/** Leaves Sallyport once, in the reply to the holder. Never stored, never logged. */
export interface Revealed {
  readonly targetId: TargetId;
  readonly versionId: string;
  readonly place: Place;
  readonly value: Readonly<Record<string, string>> | null;
  readonly jwe: string | null;
}

/**
 * Shows the holder of a lease the value, once. First it is written that they have seen it, and that it must be rotated;
 * then it is read. So an answer that is lost was a reveal, and a reveal never goes unwritten.
 */
export async function reveal(
  means: Reveals,
  grantId: GrantId,
  { reason, publicKey }: { readonly reason: string; readonly publicKey: SealingKey | null },
  cause: Cause,
): Promise<Result<Revealed>> {
  const grant = await activeGrant(means.access, grantId, cause);
  if (!grant.ok) return grant;
  const found = await credentialOfGrant(means.credentials, grant.value.targetId);
  if (!found.ok) return found;
  const target = found.value;
  if (!target.revealable)
    return refused(
      refusal('not_revealable', 'No person sees this credential: what needs it uses it without showing it.'),
    );
  const sealing = publicKey === null ? ok(null) : await sealFor(publicKey);
  if (!sealing.ok) return sealing;
  const secret = secretOf(target);
  const noted = await changeCredential<string>(means, target, cause, async (state) => {
    const now = await activeGrant(means.access, grantId, cause);
    if (!now.ok) return { answer: now };
    // No rotation begins under a live lease: what is current now stays so until this is written.
    const versionId = await currentVersion(means.secrets, secret);
    if (versionId === null) return { answer: refused(noValue) };
    const out = disclose(state, { grantId, versionId, at: cause.at });
    if (out.is === 'no-lease') return { answer: refused(leaseNeeded) };
    if (out.is === 'seen-before') return { answer: refused(seenBefore) };
    const { fence, holder } = out.lease;
    const facts = { reason, versionId, fence, holder, encryptedTo: sealing.value?.thumbprint ?? null };
    return { to: out.to, what: { action: 'credential.reveal', grantId, facts }, whileActive: grantId, then: versionId };
  });
  if (!noted.ok) return noted;
  const versionId = noted.value;
  const text = await means.secrets.read(secret, versionId);
  if (text === null) return refused(noValue);
  const value = fieldsOf(text);
  const shown = { targetId: target.id, versionId, place: placeOf(target.address) };
  return ok(
    sealing.value === null
      ? { ...shown, value, jwe: null }
      : { ...shown, value: null, jwe: await sealing.value.seal(JSON.stringify(value)) },
  );
}

async function currentVersion(secrets: Pick<Secrets, 'describe'>, secret: string): Promise<string | null> {
  const described = await secrets.describe(secret);
  return described === null ? null : versionAt(described, CURRENT);
}

/** Imported secrets may hold numbers, or be no JSON at all. */
const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
function fieldsOf(text: string): Readonly<Record<string, string>> {
  try {
    const parsed = fields.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Shown as it is.
  }
  return { value: text };
}

const noValue = refusal('no_value', 'The credential has no value. Who keeps it must set one first.');
const leaseNeeded = refusal(
  'lease_needed',
  'Check the credential out first (POST /grants/{id}/lease): the value is shown under a lease.',
);
const seenBefore = refusal(
  'already_revealed',
  'This value was shown under this lease already. Check in, let it be rotated, and check out again to see the next.',
);
