import type { Write } from '../../../kernel/adapters/commit.ts';
import { ACR_MFA } from '../../../kernel/principal.ts';
import type { EpochSeconds } from '../../../kernel/time.ts';
import type { LetIn, WaitingDevice } from '../device.ts';
import type { DeviceWaits } from '../ports.ts';
import { AMR, grantIdOf } from '../sign-in.ts';

/** What the provider reads in a device code: as its own code flow would have set it, but under a condition. */
export function letInWrites(
  TableName: string,
  { device, personId, signInId, authenticatedAt }: LetIn,
): Write<DeviceWaits>[] {
  const grantId = grantIdOf(signInId, device.clientId);
  const told = {
    accountId: personId,
    acr: ACR_MFA,
    amr: AMR,
    authTime: authenticatedAt,
    grantId,
    scope: device.scope,
    resource: device.resource,
  };
  return [
    decided(TableName, { device, at: authenticatedAt, told }),
    {
      condition: 'device-waiting',
      item: {
        Put: { TableName, Item: { pk: `oidc-grant#${grantId}`, sk: device.record, expiresAt: device.expiresAt } },
      },
    },
  ];
}

export const refusalWrite = (
  TableName: string,
  { device, at }: { readonly device: WaitingDevice; readonly at: EpochSeconds },
): Write<DeviceWaits> =>
  decided(TableName, {
    device,
    at,
    told: { error: 'access_denied', errorDescription: 'the person who was asked refused this device' },
  });

/** Exactly one decision is ever stored, however many browsers hold the code. */
function decided(
  TableName: string,
  { device, at, told }: { readonly device: WaitingDevice; readonly at: EpochSeconds; readonly told: object },
): Write<DeviceWaits> {
  const fields = Object.entries(told);
  return {
    condition: 'device-waiting',
    item: {
      Update: {
        TableName,
        Key: { pk: device.record, sk: 'record' },
        UpdateExpression: `SET ${fields.map((_, index) => `payload.#set${index} = :set${index}`).join(', ')}`,
        ConditionExpression:
          'attribute_exists(pk) AND attribute_not_exists(payload.#account) AND attribute_not_exists(payload.#error) AND payload.#exp > :now',
        ExpressionAttributeNames: {
          '#account': 'accountId',
          '#error': 'error',
          '#exp': 'exp',
          ...Object.fromEntries(fields.map(([name], index) => [`#set${index}`, name])),
        },
        ExpressionAttributeValues: {
          ':now': at,
          ...Object.fromEntries(fields.map(([, value], index) => [`:set${index}`, value])),
        },
      },
    },
  };
}
