import { describe, expect, test } from '@jest/globals';
import { cachingSha2, sha256Crypt } from '../../../src/vault/engines/mysql/caching-sha2.ts';

describe('what MySQL keeps of a password', () => {
  // As `openssl passwd -5 -salt <salt> <password>` has it.
  test.each([
    ['a', 'saltstring', '7cz4bTeQ7MnNssphNhFVrITtuJYY/1tdvLL2uzLvOk8'],
    ['Hello world!', 'saltstring', '5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
    ['y'.repeat(65), 'saltstring', 'Hr38eNgCsMCSuNpnWfVypYlweKpHq0f0dED0YaL7LT.'],
    ['a', 'abcdefghij012345', 'P0fm4LwrftbMlr6BQWbUqZ3efQ4OIkzXC6MoDOfqiQ2'],
    ['Hello world!', 'abcdefghij012345', 'sK4yJQAgTiugjR5RAdUjfrhSyYdt95Uk2B1cMoROg6.'],
    ['y'.repeat(65), 'abcdefghij012345', 'P7Qi9H1vatXKZ5BZOniHpIv3Vewzx.rgVg2cIFvQ5d5'],
  ])('is SHA-crypt with 5,000 rounds (%s, %s)', (password, salt, expected) => {
    expect(sha256Crypt(password, salt, 5_000)).toBe(expected);
  });

  test('is what MySQL 8.0.15 itself made of a password, with the salt that it chose', () => {
    const kept = Buffer.from(
      '2441243030352460724E3945251D6B431701561522033961026F754D474E6638467661544746704A4B464A4F6845624A53446D537038516770414E346C6F4B52734C52376B33',
      'hex',
    ).toString('latin1');
    expect(`$A$005$${kept.slice(7, 27)}${sha256Crypt('pw1', kept.slice(7, 27), 5_000)}`).toBe(kept);
  });

  test('has its own form, and a salt of 20 signs that need no quoting', () => {
    expect(cachingSha2('a', 'x'.repeat(20))).toMatch(/^\$A\$005\$x{20}[./0-9A-Za-z]{43}$/);
    for (const salt of ['', 'x'.repeat(19), `${'x'.repeat(19)}'`, 'x'.repeat(21)]) {
      expect(() => cachingSha2('a', salt)).toThrow('20 letters');
    }
  });
});
