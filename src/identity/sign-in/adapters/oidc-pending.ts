import type { Provider } from 'oidc-provider';
import { idOf } from '../../../kernel/ids.ts';
import { ACR_MFA } from '../../../kernel/principal.ts';
import type { PendingSignIns } from '../ports.ts';
import { AMR, newestSignIn } from '../sign-in.ts';
import type { DynamoOidcAdapter } from './dynamo-oidc-adapter.ts';
import { grantIdsOf } from './oidc-sign-ins.ts';

/** The provider's interactions, as far as the pages need them. */
export const oidcPending = (
  provider: Provider,
  adapterFor: (model: string) => DynamoOidcAdapter,
  pendingDevice: PendingSignIns['find'],
): PendingSignIns => ({
  async find(interaction) {
    const found = await provider.Interaction.find(interaction);
    if (found === undefined) return pendingDevice(interaction);
    const { client_id: clientId, redirect_uri: redirectUri } = found.params;
    if (typeof clientId !== 'string' || typeof redirectUri !== 'string') return null;
    const session = found.session === undefined ? undefined : await provider.Session.findByUid(found.session.uid);
    const personId = idOf('usr').safeParse(session?.accountId);
    return {
      interaction,
      clientId,
      leadsTo: new URL(redirectUri).origin,
      device: null,
      current: personId.success
        ? {
            personId: personId.data,
            signInId: newestSignIn(grantIdsOf(session?.authorizations)),
            authenticatedAt: session?.authTime() ?? 0,
          }
        : null,
    };
  },
  async finish(interaction, { personId, signInId, authenticatedAt }) {
    const found = await provider.Interaction.find(interaction);
    if (found === undefined) throw new Error('the interaction ended while its sign-in was stored');
    if (found.session !== undefined && found.session.accountId !== personId)
      await adapterFor('Session').forgetPerson(found.session.uid);
    found.result = {
      ...found.lastSubmission,
      login: { accountId: personId, acr: ACR_MFA, amr: AMR, ts: authenticatedAt },
      signInId,
    };
    await found.persist();
    return found.returnTo;
  },
});
