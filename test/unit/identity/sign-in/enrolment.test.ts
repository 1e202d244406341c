import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { enrolmentWrites } from '../../../../src/identity/sign-in/adapters/enrolment-writes.ts';
import { createEnrolment } from '../../../../src/identity/sign-in/create-enrolment.ts';
import { enrolmentCodeHash } from '../../../../src/identity/sign-in/enrolment.ts';
import { newId } from '../../../../src/kernel/ids.ts';

const make = () => createEnrolment({ newId, randomBytes }, { personId: newId('usr'), at: 1_800_000_000 });

test('a code has 140 random bits in seven groups that can be read out', () => {
  expect(make().code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}$/);
  expect(new Set(Array.from({ length: 500 }, () => make().code)).size).toBe(500);
});

test('it is good for a day', () => {
  expect(make().enrolment).toMatchObject({ createdAt: 1_800_000_000, validUntil: 1_800_086_400 });
});

test('typing it in capitals, without dashes or with o for 0 makes no difference', () => {
  const { code, enrolment } = make();
  for (const typed of [
    code.toUpperCase(),
    code.replaceAll('-', ''),
    code.replaceAll('-', ' '),
    code.replaceAll('0', 'O'),
    code.replaceAll('1', 'l'),
    ` ${code}\n`,
  ])
    expect(enrolmentCodeHash(typed)).toBe(enrolment.codeHash);
  expect(enrolmentCodeHash(`${code}2`)).not.toBe(enrolment.codeHash);
});

test('nothing that is stored holds the code', () => {
  const { code, enrolment } = make();
  const stored = JSON.stringify(enrolmentWrites('SignIn', enrolment));
  expect(stored).toContain(enrolment.codeHash);
  expect(stored.replaceAll('-', '')).not.toContain(code.replaceAll('-', ''));
});
