import { createPublicKey } from 'node:crypto';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import type { Fetch } from '../http/reach.ts';
import type { Deployment } from './deployment.ts';
import type { Check } from './finding.ts';
import { reasonOf } from './reason-of.ts';

const discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });
const jwks = z.looseObject({
  keys: z.array(z.looseObject({ kid: z.string().optional(), x: z.string().optional(), y: z.string().optional() })),
});

/** What stands behind the issuer's address, against what the deployed function says of itself. */
export function issuerChecks({ issuer, signingKeyId, dataKeyId }: Deployment, fetch: Fetch): readonly Check[] {
  const kms = new KMSClient({});
  const json = async (url: string): Promise<unknown> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return response.json();
  };
  const read = () => json(`${issuer}/.well-known/openid-configuration`);
  return [
    {
      name: 'issuer',
      expected: `${issuer} answers, and calls itself so`,
      async look({ right, wrong }) {
        let answer: unknown;
        try {
          answer = await read();
        } catch (error) {
          return wrong(
            `${issuer} does not answer as an issuer: ${reasonOf(error)}`,
            'Does its name lead to the API (DNS, the custom domain’s mapping), and is the certificate valid?',
          );
        }
        const told = discovery.safeParse(answer).data?.issuer;
        if (told === issuer) return right(`${issuer} answers and is what the settings say`);
        return wrong(
          `what answers there calls itself ${told ?? 'nothing'}`,
          'The name leads to something else than this deployment; tokens of one are refused by the other.',
        );
      },
    },
    {
      name: 'signing key',
      expected: 'the published key is the public half of the key in KMS',
      async look({ right, wrong, unknown }) {
        const published = await read()
          .then((answer) => json(discovery.parse(answer).jwks_uri))
          .then((answer) => jwks.parse(answer).keys)
          .catch((error: unknown) => reasonOf(error));
        if (typeof published === 'string')
          return unknown(`the published keys could not be read: ${published}`, 'First see to the issuer.');
        const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: signingKeyId }));
        if (PublicKey === undefined) return unknown('KMS did not answer with a key', 'Run it again.');
        const { x, y } = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }).export({
          format: 'jwk',
        });
        if (published.some((each) => each.x === x && each.y === y))
          return right(`${published.length} published, and that of KMS is among them`);
        return wrong(
          `${published.length} published, and that of KMS (${signingKeyId}) is not among them`,
          'What answers at the issuer is not this deployment, or runs with another key. Deploy again.',
        );
      },
    },
    {
      name: 'keys',
      expected: 'both keys in KMS are enabled',
      async look({ right, wrong }) {
        const states = await Promise.all(
          [signingKeyId, dataKeyId].map(async (KeyId) => {
            const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
            return { KeyId, state: KeyMetadata?.KeyState ?? 'unknown' };
          }),
        );
        const bad = states.filter(({ state }) => state !== 'Enabled');
        if (bad.length === 0) return right('both are enabled');
        return wrong(
          bad.map(({ KeyId, state }) => `${KeyId} is ${state}`).join(', '),
          'Enable it, or cancel its deletion, at once: without the data key no table can be read, and it cannot be made again.',
        );
      },
    },
  ];
}
