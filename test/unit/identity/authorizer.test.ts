import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { principalOf } from '../../../src/http/gate.ts';
import { itemOf, key } from '../../../src/identity/adapters/directory-items.ts';
import { newPerson } from '../../../src/identity/person.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { ISSUER, es256Keys, signedToken, tokenParts } from '../../support/tokens.ts';

process.env['ISSUER'] = ISSUER;
process.env['SIGNING_KEY_ID'] = 'key-1';
process.env['DIRECTORY_TABLE'] = 'Directory';
process.env['ACCESS_LIFETIME_SECONDS'] = '300';
process.env['AWS_REGION'] = 'eu-central-1';
// Lets the logger write to the console that this test listens to.
process.env['POWERTOOLS_DEV'] = 'true';

const kms = mockClient(KMSClient);
const dynamo = mockClient(DynamoDBDocumentClient);
const { publicKey, privateKey } = es256Keys();
const publicHalf = {
  PublicKey: publicKey.export({ type: 'spki', format: 'der' }),
  KeySpec: 'ECC_NIST_P256',
  KeyUsage: 'SIGN_VERIFY',
} as const;
const said: string[] = [];
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
  jest.spyOn(console, level).mockImplementation((...words) => void said.push(words.join(' ')));

const { handler } = await import('../../../lambdas/authorizer/handler.ts');

const personId = newId('usr');
const alice = newPerson({ id: personId, name: 'Alice', email: 'alice@example.com' });
const call = (authorization: string) =>
  handler({
    identitySource: [authorization],
    requestContext: { requestId: 'call-1' },
  } as unknown as APIGatewayRequestAuthorizerEventV2);
const token = () => signedToken(tokenParts(Math.floor(Date.now() / 1000), { claims: { sub: personId } }), privateKey);

beforeEach(() => {
  said.length = 0;
  kms.reset();
  dynamo.reset();
  kms.on(GetPublicKeyCommand).resolves(publicHalf);
  dynamo.on(QueryCommand).resolves({
    Items: [itemOf.person(alice), { ...key.membership(personId, groupName.parse('approvers')) }],
  });
});

describe('the authorizer', () => {
  test('refuses when the key cannot be read, and asks for it again at the next call', async () => {
    kms.on(GetPublicKeyCommand).rejectsOnce(new Error('no answer')).resolves(publicHalf);
    expect(await call(`Bearer ${token()}`)).toEqual({ isAuthorized: false, context: {} });
    expect(await call(`Bearer ${token()}`)).toMatchObject({ isAuthorized: true });
  });

  test('hands over what the gate understands, after one consistent read', async () => {
    const answer = await call(`Bearer ${token()}`);
    expect(answer.isAuthorized).toBe(true);
    expect(principalOf(answer.context)).toMatchObject({ personId, groups: ['approvers'], eligible: [] });
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([true]);
  });

  test('refuses when the directory does not answer, or holds what nobody knows', async () => {
    dynamo.on(QueryCommand).rejectsOnce(new Error('no answer'));
    expect(await call(`Bearer ${token()}`)).toEqual({ isAuthorized: false, context: {} });
    dynamo.on(QueryCommand).resolves({ Items: [itemOf.person(alice), { pk: personId, sk: 'suspended#1' }] });
    expect(await call(`Bearer ${token()}`)).toEqual({ isAuthorized: false, context: {} });
  });

  test('refuses a person who is not there', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect(await call(`Bearer ${token()}`)).toEqual({ isAuthorized: false, context: {} });
  });

  test('writes neither a token nor a name into its log', async () => {
    const good = token();
    const [, , signature = ''] = good.split('.');
    const bad = `${good.slice(0, -4)}AAAA`;
    dynamo.on(QueryCommand).rejectsOnce(new Error(`cannot read ${alice.email}`));
    for (const each of [good, bad, 'secret.to.ken']) await call(`Bearer ${each}`);
    dynamo.on(QueryCommand).resolves({ Items: [] });
    await call(`Bearer ${good}`);
    const log = said.join('\n');
    expect(log).toContain('token-1');
    for (const secret of [signature.slice(0, 40), 'secret.to', alice.email, alice.name])
      expect(log).not.toContain(secret);
  });
});
