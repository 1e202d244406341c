import { randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import * as z from 'zod';
import type { Clock } from '../../../kernel/time.ts';
import { epochSeconds } from '../../../kernel/time.ts';
import { readableUserCode } from '../device.ts';
import type { WaitingDevice } from '../device.ts';
import type { PendingSignIn, WaitingDevices } from '../ports.ts';
import { SCOPES, grantIdOf } from '../sign-in.ts';
import type { DynamoOidcAdapter } from './dynamo-oidc-adapter.ts';

/** The parts of a device code that say whom it is for, and whether it still waits. */
const deviceCode = z.object({
  userCode: z.string(),
  clientId: z.string(),
  iat: epochSeconds,
  exp: epochSeconds,
  params: z.object({ scope: z.string().default(''), resource: z.string() }),
  deviceInfo: z.object({ address: z.string().nullable() }),
  accountId: z.string().optional(),
  error: z.string().optional(),
});

/** A sign-in for a device, in the one browser where its code was typed. */
const interactionOf = z.object({ deviceRecord: z.string(), confirmed: z.boolean() });

type Devices = WaitingDevices & {
  /** The sign-in that was begun for a device, as long as the device waits. */
  readonly pending: (interaction: string) => Promise<PendingSignIn | null>;
};

/**
 * Device codes as the provider keeps them. Its own pages would need script and store a decision without a condition,
 * so it makes the codes and answers the device, and everything between is ours.
 */
export function oidcDevices(
  provider: Provider,
  adapterFor: (model: string) => DynamoOidcAdapter,
  { issuer, clock }: { readonly issuer: string; readonly clock: Clock },
): Devices {
  const codes = adapterFor('DeviceCode');
  const interactions = adapterFor('DeviceInteraction');

  async function waitingOf(record: string | undefined): Promise<WaitingDevice | null> {
    const payload = record === undefined ? undefined : await codes.findRecord(record);
    if (record === undefined || payload === undefined) return null;
    const { userCode, clientId, iat, exp, params, deviceInfo, accountId, error } = deviceCode.parse(payload);
    const client = await provider.Client.find(clientId);
    if (client === undefined || accountId !== undefined || error !== undefined || exp <= clock()) return null;
    return {
      record,
      userCode: readableUserCode(userCode),
      clientId,
      clientName: client.clientName ?? clientId,
      scope: params.scope
        .split(' ')
        .filter((scope) => SCOPES.includes(scope))
        .join(' '),
      resource: params.resource,
      askedAt: iat,
      askedFrom: deviceInfo.address,
      expiresAt: exp,
    };
  }

  const keep = (interaction: string, { record, expiresAt }: WaitingDevice, confirmed: boolean) =>
    interactions.upsert(interaction, { deviceRecord: record, confirmed }, Math.max(1, expiresAt - clock()));

  return {
    waiting: async (userCode) => waitingOf(await codes.recordOfUserCode(userCode)),
    async begin(device) {
      const interaction = randomBytes(24).toString('base64url');
      await keep(interaction, device, false);
      return interaction;
    },
    confirm: (interaction, device) => keep(interaction, device, true),
    async prepare({ device: { clientId }, personId, signInId }) {
      const grant = new provider.Grant({ accountId: personId, clientId });
      grant.jti = grantIdOf(signInId, clientId);
      grant.addOIDCScope(SCOPES.join(' '));
      await grant.save();
    },
    async finish(interaction) {
      await interactions.destroy(interaction);
      return '/device/done';
    },
    async pending(interaction) {
      const found = interactionOf.safeParse(await interactions.find(interaction));
      const device = found.success ? await waitingOf(found.data.deviceRecord) : null;
      if (!found.success || device === null) return null;
      const { clientId } = device;
      // Whoever is signed in at this browser stays so: a device gets a sign-in of its own, made now.
      return {
        interaction,
        clientId,
        leadsTo: issuer,
        current: null,
        device: { ...device, confirmed: found.data.confirmed },
      };
    },
  };
}
