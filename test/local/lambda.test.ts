import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { functionResources, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let made: Readonly<Record<string, string>>;

const source = `
exports.handler = async (event) => {
  if (event.die) process.kill(process.pid, 'SIGKILL');
  if (event.cookies || event.rawPath) {
    if (event.rawPath.endsWith('/throw')) throw new Error('a secret of the handler');
    const { headers, cookies, requestContext } = event;
    return { statusCode: 200, cookies: ['a=1', 'b=2'], body: JSON.stringify({ headers, cookies, requestContext }) };
  }
  class NotFound extends Error { name = 'NotFound'; }
  if (event.fail) throw new NotFound('no such thing');
  console.log('a line');
  return { node: process.version };
};`;

const api = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Work', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'GET /{proxy+}',
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    },
  },
};

async function invoke(payload: object) {
  const answer = await new LambdaClient(cloud.asRoot).send(
    new InvokeCommand({ FunctionName: made['Work'], Payload: JSON.stringify(payload) }),
  );
  const body: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
  return { error: answer.FunctionError, body };
}

beforeAll(async () => {
  cloud = await startPrivateCloud();
  made = await cloud.deploy('lambda', { ...functionResources('Work', source), ...api });
}, 180_000);

afterAll(() => cloud.end());

describe('a function', () => {
  test('runs on the pinned Node', async () => {
    await expect(invoke({})).resolves.toMatchObject({ body: { node: process.version } });
  });

  test('that throws is known by the name of its error', async () => {
    await expect(invoke({ fail: true })).resolves.toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'NotFound', errorMessage: 'no such thing', trace: expect.any(Array) },
    });
  });

  test('whose process dies is a Runtime.ExitError', async () => {
    await expect(invoke({ die: true })).resolves.toMatchObject({ body: { errorType: 'Runtime.ExitError' } });
  });

  test('is not made to wait for log lines', async () => {
    await invoke({});
    const times: number[] = [];
    for (let turn = 0; turn < 15; turn += 1) {
      const began = performance.now();
      await invoke({});
      times.push(performance.now() - began);
    }
    // MiniStack's own wait alone is 50 ms where nothing is logged; the fastest call shows whether it is there.
    expect(Math.min(...times)).toBeLessThan(40);
  });
});

describe('an HTTP API', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${cloud.endpoint}/_aws/execute-api/${made['Api'] ?? ''}/$default${path}`, { headers });

  test('hands cookies over as cookies, and says who called by which name', async () => {
    const response = await get('/a', { cookie: 'x=1; y=2', 'x-forwarded-for': '192.0.2.7' });
    const seen: unknown = await response.json();
    expect(seen).toMatchObject({
      cookies: ['x=1', 'y=2'],
      requestContext: { http: { sourceIp: '192.0.2.7' }, domainName: '127.0.0.1' },
    });
    expect(seen).not.toHaveProperty('headers.cookie');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('says nothing about why a function failed', async () => {
    const response = await get('/throw');
    expect(response.status).toBe(500);
    await expect(response.text()).resolves.toBe('{"message": "Internal Server Error"}');
  });
});
