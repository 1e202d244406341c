import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { settingsFields, settingsSchema } from '../../lib/settings.ts';
import { distance, namesAt, settingAt } from '../../lib/settings/known-names.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { settingsDocs } from '../../local/write-settings-docs.ts';
import { LONGEST_ACCESS_TOKEN_SECONDS, LONGEST_SIGN_IN_SECONDS } from '../../src/identity/sign-in/sign-in.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function faultsOf(content: unknown): string[] {
  try {
    read(content);
    return [];
  } catch (error) {
    return String(error).split('\n').slice(1);
  }
}

function read(content: unknown): unknown {
  const path = join(folder, 'settings.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readSettings(path);
}

const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const issuer = 'https://access.example.com';

describe('the settings of a deployment', () => {
  test('need an issuer and nothing else', () => {
    expect(read({ issuer })).toEqual({
      environment: 'aws',
      issuer,
      slackApiUrl: 'https://slack.com/api/',
      slackChannels: {},
      requestExpirySeconds: 86_400,
      restoredTables: {},
      minimumGrantSeconds: 60,
      tokens: { accessTokenSeconds: 300, signInSeconds: 43_200 },
      vault: { networks: {}, importedSecrets: [], importedKeys: [], iamUsers: [] },
      approvals: { factor: 'mfa', freshSeconds: 300 },
      accounts: [],
      adoptedRoles: [],
      configurationChanges: { secondPerson: false },
      apiThrottle: { ratePerSecond: 100, burst: 200 },
      logRetentionDays: 90,
    });
  });

  test('the shipped example is right', () => {
    expect(() => readSettings(new URL('../../settings.example.json', import.meta.url).pathname)).not.toThrow();
  });

  test('may say more: retention, e-mail, accounts and a domain of one’s own', () => {
    const all = {
      issuer,
      domain: { certificateArn, hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } },
      email: { from: 'access@example.com', identityArn: 'arn:aws:ses:eu-central-1:111122223333:identity/example.com' },
      accounts: ['222233334444', '333344445555'],
      configurationChanges: { secondPerson: true },
      logRetentionDays: 365,
    };
    expect(read(all)).toMatchObject(all);
  });

  test.each<[string, object, string, string]>([
    [
      'a network with fewer zones than subnets',
      {
        issuer,
        vault: {
          networks: {
            production: {
              vpcId: 'vpc-0123456789abcdef0',
              availabilityZones: ['eu-central-1a'],
              subnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
              securityGroupIds: ['sg-0123456789abcdef0'],
            },
          },
        },
      },
      'vault.networks: expected as many availability zones as subnets',
      '"production"',
    ],
    ['a path in the issuer', { issuer: `${issuer}/x` }, 'issuer: expected an origin', `"${issuer}/x"`],
    ['no TLS', { issuer: 'http://a.example.com' }, 'issuer: must be https://', 'it is "http://a.example.com"'],
    ['no issuer', {}, 'issuer: is missing', issuer],
    ['a crash point on AWS', { issuer, crashPointsFile: 'x' }, 'environment "local" only', '"x"'],
    ['a duration of nothing', { issuer, requestExpirySeconds: 0 }, 'requestExpirySeconds', 'it is 0'],
    [
      'an access token that outlives what the gate takes',
      { issuer, tokens: { accessTokenSeconds: 901 } },
      'tokens.accessTokenSeconds',
      'it is 901',
    ],
    ['a sign-in of a week', { issuer, tokens: { signInSeconds: 604_800 } }, 'tokens.signInSeconds', 'it is 604800'],
    [
      'a factor that does not exist here',
      { issuer, approvals: { factor: 'passkey' } },
      'approvals.factor',
      '"passkey"',
    ],
    [
      'a sign-in of an hour ago as fresh',
      { issuer, approvals: { freshSeconds: 3600 } },
      'approvals.freshSeconds',
      '3600',
    ],
    [
      'a role that is none',
      { issuer, adoptedRoles: ['Admin'] },
      'adoptedRoles.0: expected the ARN of one role',
      '"Admin"',
    ],
    ['what is not known', { issuer, color: 'blue' }, 'color: is no setting; what may stand here: $schema,', '"blue"'],
    ['a misspelt name', { issuer, isuer: 1 }, 'isuer: is no setting; did you mean issuer?', '(it is 1)'],
    [
      'a misspelt name within another',
      { issuer, domain: { certificateArn, hostedzone: {} } },
      'domain.hostedzone: is no setting; did you mean domain.hostedZone?',
      '(it is {})',
    ],
    ['a certificate that is none', { issuer, domain: { certificateArn: 'arn:x' } }, 'domain.certificateArn', '"arn:x"'],
    ['a domain at a port', { issuer: `${issuer}:8443`, domain: { certificateArn } }, 'without a port', ':8443"'],
    [
      'a domain that is not one’s own',
      { issuer: 'https://a1b2.execute-api.eu-central-1.amazonaws.com', domain: { certificateArn } },
      'issuer: with a custom domain, expected its https origin',
      'a1b2',
    ],
    [
      'a host outside its zone',
      { issuer, domain: { certificateArn, hostedZone: { id: 'Z1', name: 'ample.com' } } },
      'domain.hostedZone.name: expected the zone in which the host',
      '"ample.com"',
    ],
    [
      'an identity that cannot send for the address',
      { issuer, email: { from: 'a@example.com', identityArn: 'arn:aws:ses:eu-central-1:111122223333:identity/b.com' } },
      'email.identityArn: expected the identity of the address',
      'identity/b.com',
    ],
    ['an account that is none', { issuer, accounts: ['1'] }, 'accounts.0: expected an AWS account', 'it is "1"'],
    ['an account twice', { issuer, accounts: ['222233334444', '222233334444'] }, 'expected each account once', '2222'],
    ['a retention that CloudWatch has not', { issuer, logRetentionDays: 31 }, 'expected one of 7, 14, 30', 'it is 31'],
    ['a burst below the rate', { issuer, apiThrottle: { burst: 50 } }, 'apiThrottle.burst: expected at least', '50'],
    [
      'a group that no policy can name',
      { issuer, slackChannels: { Ops: 'C0123456789' } },
      'slackChannels.Ops',
      '"Ops"',
    ],
    ['a channel by its name', { issuer, slackChannels: { ops: '#ops' } }, 'expected the id of a channel', '"#ops"'],
    ['a yes in words', { issuer, configurationChanges: { secondPerson: 'yes' } }, 'secondPerson', 'it is "yes"'],
  ])('refuse %s: what was wrong, the value, and what is allowed', (_what, content, wrong, value) => {
    expect(() => read(content)).toThrow(wrong);
    expect(() => read(content)).toThrow(value);
  });

  test('say all that is wrong at once, also where several must agree', () => {
    const faults = faultsOf({ issuer: 'http://a', logRetentionDays: 1, alarmEmail: 'me', crashPointsFile: 'x', y: 1 });
    expect(faults.map((line) => line.trim().split(':')[0]).sort()).toEqual([
      'alarmEmail',
      'crashPointsFile',
      'issuer',
      'logRetentionDays',
      'y',
    ]);
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
    expect(() => read('[]')).toThrow('(file)');
  });
});

describe('whatever stands in the file', () => {
  const known = Object.keys(settingsFields.shape);

  test('it is taken, or every fault names its place in the file', () => {
    const entries = fc.dictionary(fc.constantFrom(...known), fc.jsonValue());
    fc.assert(
      fc.property(entries, (content) => {
        const faults = faultsOf(content);
        for (const fault of faults) expect([...known, '(file)']).toContain(/^ {2}([^.:]+)/.exec(fault)?.[1]);
        if (!('issuer' in content)) expect(faults.join()).toContain('issuer: is missing');
      }),
    );
  });

  test('a name with one letter too few is told apart, and the right one is offered', () => {
    const slips = fc
      .constantFrom(...known)
      .chain((name) =>
        fc
          .integer({ min: 1, max: name.length - 1 })
          .map((at) => ({ name, slip: name.slice(0, at) + name.slice(at + 1) })),
      );
    fc.assert(
      fc.property(slips, ({ name, slip }) => {
        expect(faultsOf({ issuer, [slip]: 1 })).toContain(`  ${slip}: is no setting; did you mean ${name}? (it is 1)`);
      }),
    );
  });

  test('a long value is cut', () => {
    expect(faultsOf({ issuer, alarmEmail: 'x'.repeat(5000) }).join().length).toBeLessThan(400);
  });
});

describe('the documentation of the settings', () => {
  test('is what the schema makes of it (npm run settings-docs)', async () => {
    for (const [file, text] of await settingsDocs())
      expect({ file, text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8') }).toEqual({ file, text });
  });

  test('says of every setting what it decides, and shows a value', () => {
    const silent: string[] = [];
    const visit = (path: readonly string[]): void => {
      for (const name of namesAt(path)) {
        const at = [...path, name];
        const { description = '', examples, properties } = settingAt(at) ?? {};
        if (description.length < 10 || (examples === undefined && properties === undefined)) silent.push(at.join('.'));
        visit(at);
      }
    };
    visit([]);
    expect(silent).toEqual([]);
  });
});

test.each([
  ['issuer', 'issuer', 0],
  ['isuer', 'issuer', 1],
  ['issuer', 'isseur', 1],
  ['domain', 'damian', 2],
  ['form', 'from', 1],
  ['', 'abc', 3],
])('%s is so far from %s: %d', (one, other, far) => expect(distance(one, other)).toBe(far));
