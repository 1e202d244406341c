import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readSettings, settingsSchema } from '../../lib/settings.ts';
import { LONGEST_ACCESS_TOKEN_SECONDS, LONGEST_SIGN_IN_SECONDS } from '../../src/identity/sign-in/sign-in.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(content: unknown): unknown {
  const path = join(folder, 'settings.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readSettings(path);
}

describe('the settings of a deployment', () => {
  test('need an issuer and nothing else', () => {
    expect(read({ issuer: 'https://access.example.com' })).toMatchObject({
      environment: 'aws',
      minimumGrantSeconds: 60,
      slackChannels: {},
      tokens: { accessTokenSeconds: 300, signInSeconds: 43_200 },
      approvals: { factor: 'mfa', freshSeconds: 300 },
    });
  });

  test('the shipped example is right', () => {
    expect(() => readSettings(new URL('../../settings.example.json', import.meta.url).pathname)).not.toThrow();
  });

  test.each([
    [
      'a path in the issuer',
      { issuer: 'https://a.example.com/x' },
      'issuer: expected an origin',
      '"https://a.example.com/x"',
    ],
    ['no TLS', { issuer: 'http://a.example.com' }, 'issuer: must be https://', 'it is "http://a.example.com"'],
    [
      'a crash point on AWS',
      { issuer: 'https://a.example.com', crashPointsFile: 'x' },
      'environment "local" only',
      '"x"',
    ],
    [
      'a duration of nothing',
      { issuer: 'https://a.example.com', requestExpirySeconds: 0 },
      'requestExpirySeconds',
      'it is 0',
    ],
    [
      'an access token that outlives what the gate takes',
      { issuer: 'https://a.example.com', tokens: { accessTokenSeconds: 901 } },
      'tokens.accessTokenSeconds',
      'it is 901',
    ],
    [
      'a sign-in of a week',
      { issuer: 'https://a.example.com', tokens: { signInSeconds: 604_800 } },
      'tokens.signInSeconds',
      'it is 604800',
    ],
    [
      'a factor that does not exist here',
      { issuer: 'https://a.example.com', approvals: { factor: 'passkey' } },
      'approvals.factor',
      'it is "passkey"',
    ],
    [
      'a sign-in of an hour ago as fresh',
      { issuer: 'https://a.example.com', approvals: { freshSeconds: 3600 } },
      'approvals.freshSeconds',
      'it is 3600',
    ],
    ['what is not known', { issuer: 'https://a.example.com', isuer: 1 }, 'isuer', ''],
  ])('refuse %s: what was wrong, the value, and what is allowed', (_what, content, wrong, value) => {
    expect(() => read(content)).toThrow(wrong);
    expect(() => read(content)).toThrow(value);
  });

  test('allow no token and no sign-in to last longer than its end is remembered', () => {
    const { tokens } = z.toJSONSchema(settingsSchema, { io: 'input' }).properties ?? {};
    expect(tokens).toMatchObject({
      properties: {
        accessTokenSeconds: { maximum: LONGEST_ACCESS_TOKEN_SECONDS },
        signInSeconds: { maximum: LONGEST_SIGN_IN_SECONDS },
      },
    });
  });

  test('say where they were looked for', () => {
    expect(() => readSettings(join(folder, 'none.json'))).toThrow('settings.example.json');
    expect(() => read('{')).toThrow('cannot read the settings file');
  });
});
