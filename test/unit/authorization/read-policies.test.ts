import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readPolicies } from '../../../policies/read-policies.ts';

const schema = readFileSync(new URL('../../../policies/schema.cedarschema', import.meta.url), 'utf8');

/** A folder of policies with the shipped schema. */
function folder(...texts: readonly string[]): URL {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-policies-'));
  writeFileSync(join(path, 'schema.cedarschema'), schema);
  texts.forEach((text, index) => {
    writeFileSync(join(path, `${index}.cedar`), text);
  });
  return pathToFileURL(`${path}/`);
}

const scope = `(principal is Sallyport::User, action == Sallyport::Action::"target:read", resource is Sallyport::Target)`;
const asking = scope.replace('target:read', 'access:request');
const deciding = `(principal is Sallyport::User, action == Sallyport::Action::"request:decide", resource is Sallyport::Request)`;
const rule = '@factor("mfa") @maxSeconds("60") @approval("1 of approvers")';

describe('policies are read', () => {
  test('and named by the hash of what they say', () => {
    const one = readPolicies(folder(`@id("a") @factor("mfa") permit ${scope};`));
    const other = readPolicies(folder(`@id("a") @factor("not-required") permit ${scope};`));
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(one.hash).not.toBe(other.hash);
    expect(readPolicies(folder(`@id("a") @factor("mfa") permit ${scope};`)).hash).toBe(one.hash);
  });

  test('a rule says who must agree, and for how long at most', () => {
    expect(Object.keys(readPolicies(folder(`@id("a") ${rule} permit ${asking};`)).policies)).toEqual(['a']);
  });
});

describe('what the settings ask of whoever decides', () => {
  const shipped = readPolicies();
  const deployed = (freshSeconds: number) => readPolicies(undefined, { factor: 'mfa', freshSeconds });

  test('stands on the policies that permit deciding, and nothing else has changed', () => {
    const { hash, schema: sameSchema, policies } = deployed(120);
    const { 'decide.approver': approver, 'change.second-administrator': second, ...others } = policies;
    const {
      'decide.approver': before,
      'change.second-administrator': secondBefore,
      ...othersBefore
    } = shipped.policies;
    const moved = (text?: string) => text?.replace('@freshSeconds("300")', '@freshSeconds("120")');
    expect([approver, second]).toEqual([moved(before), moved(secondBefore)]);
    expect(approver).toContain('@freshSeconds("120")');
    expect(second).toContain('@freshSeconds("120")');
    expect(others).toEqual(othersBefore);
    expect(sameSchema).toBe(shipped.schema);
    expect(hash).not.toBe(shipped.hash);
  });

  test('is what the shipped policies say, unless the settings say otherwise', () =>
    expect(deployed(300)).toEqual(shipped));

  test('binds whoever decides by any other policy too', () => {
    const other = `@id("other") @factor("not-required") @freshSeconds("900") permit ${deciding};`;
    const { policies } = readPolicies(folder(other), { factor: 'mfa', freshSeconds: 60 });
    expect(policies['other']).toContain('@factor("mfa") @freshSeconds("60")');
  });

  test('has to have a place: a policy without it, or nobody who decides, is refused', () => {
    const bare = folder(`@id("bare") @factor("mfa") permit ${deciding};`);
    expect(() => readPolicies(bare, { factor: 'mfa', freshSeconds: 60 })).toThrow(/needs @freshSeconds/);
    const none = folder(`@id("a") @factor("mfa") permit ${scope};`);
    expect(() => readPolicies(none, { factor: 'mfa', freshSeconds: 60 })).toThrow(/no policy permits/);
  });
});

describe('policies are refused before anything is deployed', () => {
  test.each([
    ['text that does not parse', `@id("a") permit (principal`, /0\.cedar/],
    ['without an id', `@factor("mfa") permit ${scope};`, /needs an @id/],
    [
      'with an id that is there already',
      `@id("a") @factor("mfa") permit ${scope};@id("a") @factor("mfa") permit ${scope};`,
      /twice/,
    ],
    [
      'with an annotation nobody reads',
      `@id("a") @factor("mfa") @maxSecond("60") permit ${scope};`,
      /annotations of @id\("a"\)/,
    ],
    ['without a factor', `@id("a") permit ${scope};`, /annotations of @id\("a"\)/],
    ['with a factor nobody knows', `@id("a") @factor("sms") permit ${scope};`, /annotations of @id\("a"\)/],
    [
      'with a time that is no number',
      `@id("a") @factor("mfa") @maxSeconds("1h") permit ${scope};`,
      /annotations of @id\("a"\)/,
    ],
    ['with no time at all', `@id("a") @factor("mfa") @maxSeconds("0") permit ${scope};`, /annotations of @id\("a"\)/],
    [
      'with approvals that are not "<n> of <group>"',
      `@id("a") @factor("mfa") @approval("approvers") permit ${scope};`,
      /annotations of @id\("a"\)/,
    ],
    [
      'with zero approvals',
      `@id("a") @factor("mfa") @approval("0 of approvers") permit ${scope};`,
      /annotations of @id\("a"\)/,
    ],
    ['asking without approval', `@id("a") @factor("mfa") @maxSeconds("60") permit ${asking};`, /needs @approval/],
    [
      'asking without an end',
      `@id("a") @factor("mfa") @approval("1 of approvers") permit ${asking};`,
      /needs @maxSeconds/,
    ],
    [
      'asking among other actions',
      `@id("a") @factor("mfa") permit ${asking.replace(/== (\S+)"access/, 'in [$1"target:read", $1"access').replace(', resource', '], resource')};`,
      /needs @approval/,
    ],
    [
      'any action, asking among them',
      `@id("a") @factor("mfa") permit (principal is Sallyport::User, action, resource);`,
      /needs @approval/,
    ],
    ['a forbid with an obligation, which would bind nobody', `@id("a") @factor("mfa") forbid ${scope};`, /forbids/],
    [
      'about a type that the schema does not know',
      `@id("a") @factor("mfa") permit (principal is Sallyport::Robot, action, resource);`,
      /./,
    ],
    [
      'about an attribute that the schema does not know',
      `@id("a") @factor("mfa") permit ${scope} when { resource.colour == "red" };`,
      /schema/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readPolicies(folder(text))).toThrow(message);
  });

  test('an id that another file has', () => {
    const text = `@id("a") @factor("mfa") permit ${scope};`;
    expect(() => readPolicies(folder(text, text))).toThrow(/1\.cedar: @id\("a"\) is there twice/);
  });
});
