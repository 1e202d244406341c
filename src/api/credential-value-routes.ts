import { grantEntity } from '../access/grant.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import { revealCredential, setCredentialValue } from '../http/contract/credentials.ts';
import { ok } from '../kernel/result.ts';
import { credentialNamed } from '../vault/credential-targets.ts';
import { reveal } from '../vault/reveal.ts';
import type { Reveals } from '../vault/reveal.ts';
import { setValue } from '../vault/set-value.ts';
import type { SetsValues } from '../vault/set-value.ts';
import { credentialEntity } from '../vault/view-credential.ts';
import { foundEntity } from './found.ts';

export type CredentialValueMeans = Omit<Reveals, 'secrets'> & SetsValues & { readonly secrets: Reveals['secrets'] };

/** The two operations that a value passes through: on its way in, and on its way to the holder who may see it. */
export const credentialValueRoutes = (means: CredentialValueMeans): readonly Route[] => [
  route(setCredentialValue, {
    resource: ({ path }) => foundEntity(means.credentials.credential(path.id), 'vaulted credential', credentialEntity),
    async handle({ cause, input: { path, body } }) {
      const target = await credentialNamed(means.credentials, path.id);
      if (!target.ok) return target;
      const set = await setValue(means, target.value, body, cause);
      return set.ok ? ok({ status: 200, body: { ...set.value } }) : set;
    },
  }),
  route(revealCredential, {
    resource: ({ path }) => foundEntity(means.access.grant(path.id), 'grant', grantEntity),
    async handle({ cause, input: { path, body } }) {
      const how = { reason: body.reason, publicKey: body.publicKey ?? null };
      const shown = await reveal(means, path.id, how, cause);
      // No cache keeps it: every answer of the API says so (src/http/api.ts), and a test says it of this one.
      return shown.ok ? ok({ status: 200, body: shown.value }) : shown;
    },
  }),
];
