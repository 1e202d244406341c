import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TARGET_CAPACITY } from '../../../../src/access/activate-grant.ts';
import { newId } from '../../../../src/kernel/ids.ts';
import { BOUNDARY_CHARACTERS, boundaryDocument, boundaryText } from '../../../../src/targets/aws-role/boundary.ts';

const statement = (sid: string, grants: Parameters<typeof boundaryDocument>[0]) =>
  boundaryDocument(grants).Statement.find(({ Sid }) => Sid === sid);

describe('the boundary of a lendable role', () => {
  test('allows what the role’s own policies allow, and adds nothing to it', () => {
    expect(statement('AsTheRole', [])).toEqual({ Sid: 'AsTheRole', Effect: 'Allow', Action: '*', Resource: '*' });
    expect(boundaryDocument([]).Statement.filter(({ Effect }) => Effect === 'Allow')).toHaveLength(1);
  });

  test('denies a grant by both names that its sessions carry, and only those grants', () => {
    const [one, two] = [newId('grt'), newId('grt')];
    const wanted = { Effect: 'Deny', Action: '*', Resource: '*' };
    expect(statement('EndedByIdentity', [two, one])).toEqual({
      ...wanted,
      Sid: 'EndedByIdentity',
      Condition: { StringEquals: { 'aws:SourceIdentity': [one, two] } },
    });
    expect(statement('EndedByTag', [two, one])).toEqual({
      ...wanted,
      Sid: 'EndedByTag',
      Condition: { StringEquals: { 'aws:PrincipalTag/SallyportGrant': [one, two] } },
    });
  });

  test('never denies everybody: without grants there is no statement with an empty list', () => {
    expect(boundaryDocument([]).Statement.map(({ Sid }) => Sid)).toEqual(['AsTheRole', 'NoClimbing']);
  });

  test.each([
    'sts:AssumeRole*',
    'iam:PassRole',
    'iam:Create*',
    'iam:Put*',
    'iam:Attach*',
    'iam:Delete*',
    'iam:Update*',
  ])('keeps whoever holds the role from %s', (action) => {
    expect(statement('NoClimbing', [])).toMatchObject({ Effect: 'Deny', Resource: '*' });
    expect(statement('NoClimbing', [])?.Action).toContain(action);
  });

  test('is the same for the same grants in any order, however often each is named', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([newId('grt'), newId('grt'), newId('grt')], { minLength: 1 }), (grants) => {
        expect(boundaryText([...grants, ...grants])).toBe(boundaryText([...grants].sort()));
      }),
    );
  });

  test('fits for as many grants as a target takes, and half as many again', () => {
    const grants = Array.from({ length: TARGET_CAPACITY * 1.5 }, () => newId('grt'));
    expect(boundaryText(grants).length).toBeLessThanOrEqual(BOUNDARY_CHARACTERS);
  });

  test('is not written when it does not fit', () => {
    expect(() => boundaryText(Array.from({ length: 100 }, () => newId('grt')))).toThrow(/characters long/);
  });

  // lib/target-role.ts puts it into templates: a deployment that changed it would replace what take-away wrote.
  test('as a role is created with it never changes, or a deployment would undo denies', () => {
    expect(createHash('sha256').update(boundaryText([])).digest('hex')).toBe(
      '60a5d1366e09e5455635b799aabcc58e939e4679b73757a14c3d8167bd4a926f',
    );
  });
});
