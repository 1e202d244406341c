import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addKey, holdsKey, removeKey } from '../../../src/vault/engines/ssh/authorized-keys.ts';

const keyOf = (seed: string) =>
  `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${Buffer.from(seed.padEnd(32)).toString('base64')}`;
const [current, candidate] = [keyOf('current'), keyOf('candidate')];
const edit = (file: string) => addKey(file, { key: candidate, like: current, comment: 'sallyport:t' });

describe('a line of authorized_keys', () => {
  test.each([
    ['', current],
    ['restrict ', current],
    ['from="10.0.0.0/8",command="echo \\"a b\\"" ', current],
    ['environment="A=ssh-ed25519 AAAA" ', current],
    ['no-pty\t', current],
  ])('takes the options of the one it stands in for: %j', (options, key) => {
    expect(edit(`${options}${key} me\n`)).toBe(`${options}${key} me\n${options}${candidate} sallyport:t\n`);
  });

  test('is found without a newline, before CRLF, after blanks, and without a comment', () => {
    for (const file of [current, `${current}\r\n`, ` \t${current}\n`, `# x\n${current}\n`]) {
      expect(holdsKey(file, current)).toBe(true);
      expect(removeKey(file, current)).not.toContain(current);
    }
    expect(edit(current)).toBe(`${current}\n${candidate} sallyport:t\n`);
  });

  test('in a comment, in an option or as a part of a longer key is none', () => {
    for (const file of [`# ${current}\n`, `command="${current}" ${keyOf('x')}\n`, `${current}AAAA\n`]) {
      expect(holdsKey(file, current)).toBe(false);
      expect(removeKey(file, current)).toBe(file);
      expect(edit(file)).toBe(file);
    }
  });
});

const anyByte = fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10);
const junk = fc.array(anyByte, { maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const options = fc.constantFrom('', 'restrict ', 'from="a b,\\"c" ', 'no-pty,command="x"  ', '\t');
const other = fc.tuple(options, fc.string({ maxLength: 8 })).map(([prefix, seed]) => `${prefix}${keyOf(`o${seed}`)} x`);
const line = fc.oneof(junk, other).filter((text) => !text.includes(current) && !text.includes(candidate));

describe('whatever else stands in the file', () => {
  const files = fc.tuple(
    fc.array(line, { maxLength: 6 }),
    options,
    fc.array(line, { maxLength: 6 }),
    fc.constantFrom('', '\n', '\r\n'),
  );

  test('stays, byte for byte, when a key is added, and the current key stays', () => {
    fc.assert(
      fc.property(files, ([before, prefix, behind, end]) => {
        const file = [...before, `${prefix}${current} me`, ...behind].join('\n') + end;
        const added = edit(file);
        expect(added.startsWith(file)).toBe(true);
        expect(holdsKey(added, current) && holdsKey(added, candidate)).toBe(true);
        expect(edit(added)).toBe(added);
      }),
      { numRuns: 500 },
    );
  });

  test('stays, byte for byte, when the old one is removed', () => {
    fc.assert(
      fc.property(files, ([before, prefix, behind, end]) => {
        const text = (lines: readonly string[]) => lines.map((each) => `${each}\n`).join('');
        const kept = `${text(before)}${candidate}\n`;
        const file = `${kept}${prefix}${current} me\n${behind.join('\n')}${end}`;
        expect(removeKey(file, current)).toBe(`${kept}${behind.join('\n')}${end}`);
      }),
      { numRuns: 500 },
    );
  });
});
