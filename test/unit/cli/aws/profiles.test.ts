import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MARK, hasProfile, ourProfiles, removeProfiles, setProfile } from '../../../../cli/aws/profiles.ts';

const process = 'sallyport aws credentials tgt_1 --issuer https://access.example.com';
const wanted = { name: 'orders', credentialProcess: process, region: 'eu-central-1' };
const ours = `${MARK}\n[profile orders]\ncredential_process = ${process}\nregion = eu-central-1\n`;

/** What people have in their file: each piece is whole lines, and none is ours. */
const foreign = [
  '# my profiles, do not touch\n',
  '; old comment\r\n',
  '\n',
  '   \n',
  '\r\n',
  '[default]\nregion=us-east-1\noutput   =  json\n',
  '[profile prod]\r\nrole_arn = arn:aws:iam::123456789012:role/admin\r\nsource_profile = default\r\n',
  '[profile "quoted name"]\nsso_session = corp\n',
  "[profile 'single quoted']\nregion = eu-west-1 # not a comment for everyone\n",
  '[profile prod]\nregion = twice\n',
  '[profile big]\ns3 =\n  max_concurrent_requests = 20\n    addressing_style = path\n\n  # inside\nregion = us-west-2\n',
  '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n',
  '[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n',
  '[profile vault]\ncredential_process = aws-vault export --format=json vault\n',
  '[profile near]\ncredential_process = /opt/not-sallyport aws credentials tgt_9\n',
  '[ profile   spaced ]   ; a comment\n  region : eu-north-1\n  output = text\n',
  '[plugins]\ncli_legacy_plugin_path = /x\n',
  'stray line without a section\n',
  '[unfinished\n',
  '\xc3\xa4\xff\xfe not utf-8\n',
];
const piece = fc.constantFrom(...foreign);
const someLines = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
/** With or without a line end at the end. */
const file = fc.tuple(someLines, fc.boolean()).map(([text, cut]) => (cut ? text.replace(/(\r\n|\n)$/, '') : text));
const finished = (text: string) =>
  text === '' || /[\r\n]$/.test(text) ? text : text + (/\r\n|\n/.exec(text)?.[0] ?? '\n');

describe('whatever stands in the file', () => {
  test('a new profile goes to the end, and everything before it stays as it was', () => {
    fc.assert(
      fc.property(file, (text) => {
        const set = setProfile(text, wanted);
        expect(set.did).toBe('added');
        expect(set.text.startsWith(text)).toBe(true);
        expect(ourProfiles(set.text)).toEqual([{ name: 'orders', target: 'tgt_1', region: 'eu-central-1' }]);
      }),
    );
  });

  test('doing it again changes nothing', () => {
    fc.assert(
      fc.property(file, (text) => {
        const once = setProfile(text, wanted).text;
        expect(setProfile(once, wanted)).toEqual({ text: once, did: 'unchanged' });
      }),
    );
  });

  test('taking it out leaves the file as it was', () => {
    fc.assert(
      fc.property(file, (text) => {
        const taken = removeProfiles(setProfile(text, wanted).text, () => true);
        expect(taken).toEqual({ text: finished(text), removed: ['orders'] });
      }),
    );
  });

  test('a change to ours in the middle touches ours alone', () => {
    fc.assert(
      fc.property(someLines, file, (before, after) => {
        const set = setProfile(before + ours + after, { ...wanted, region: 'us-east-1' });
        expect(set.did).toBe('changed');
        expect(set.text).toBe(before + ours.replace('eu-central-1', 'us-east-1') + after);
      }),
    );
  });

  test('removing ours from the middle leaves what is before and after it', () => {
    const startsNewSection = (text: string) => text === '' || /^\[[^\]\n]+\]/.test(text);
    fc.assert(
      fc.property(
        someLines.filter((text) => !/(^|\n)[ \t]*\r?\n$/.test(text)),
        file.filter(startsNewSection),
        (before, after) => {
          expect(removeProfiles(before + ours + after, () => true).text).toBe(before + after);
        },
      ),
    );
  });

  test('a profile of that name that is not ours is refused and nothing is changed', () => {
    const theirs = fc.constantFrom(
      '[profile orders]\nregion = us-east-1\n',
      '[profile "orders"]\nrole_arn = x\n',
      '[ profile orders ] ; mine\ncredential_process = aws-vault export orders\n',
      '[profile orders]\ncredential_process = sallyport aws credentials tgt_1\ncredential_process = other\n',
      '[profile orders]\n# credential_process = sallyport aws credentials tgt_1\nregion = x\n',
      '[profile orders]\ns3 =\n  credential_process = sallyport aws credentials tgt_1\n',
    );
    fc.assert(
      fc.property(someLines, theirs, file, (before, section, after) => {
        const text = before + section + after;
        expect(setProfile(text, wanted)).toEqual({ text, did: 'not-ours' });
        expect(removeProfiles(text, () => true)).toEqual({ text, removed: [] });
      }),
    );
  });
});

describe('our own section', () => {
  test('keeps what a person added to it', () => {
    const text = `[profile orders]\r\n  output = json\r\n  Credential_Process=old/sallyport aws credentials tgt_0\r\n  s3 =\r\n    addressing_style = path\r\n`;
    expect(setProfile(text, wanted)).toEqual({
      did: 'changed',
      text: text.replace(
        'Credential_Process=old/sallyport aws credentials tgt_0\r\n',
        `credential_process = ${process}\r\n  region = eu-central-1\r\n`,
      ),
    });
  });

  test('keeps the region when none is wanted', () => {
    expect(setProfile(ours, { ...wanted, region: undefined })).toEqual({ text: ours, did: 'unchanged' });
  });

  test('may end the file without a line end', () => {
    const text = '[profile orders]\ncredential_process = sallyport aws credentials tgt_1';
    expect(setProfile(text, wanted).text).toBe(
      `[profile orders]\ncredential_process = ${process}\nregion = eu-central-1`,
    );
  });

  test('is known however sallyport is called', () => {
    const calls = [
      'sallyport aws credentials tgt_1',
      '/usr/local/bin/sallyport aws credentials tgt_1',
      '"/opt/node/bin/node" "/home/a b/cli/sallyport.mjs" aws credentials tgt_1 --issuer https://a.example',
      'C:\\npm\\sallyport.cmd aws credentials "tgt_1"',
    ];
    for (const call of calls)
      expect(ourProfiles(`[profile x]\ncredential_process = ${call}\n`)).toEqual([
        { name: 'x', target: 'tgt_1', region: undefined },
      ]);
  });

  test('written twice is brought up to date twice, and a mixed pair is not ours', () => {
    const twice = '[profile orders]\ncredential_process = sallyport aws credentials tgt_0\n'.repeat(2);
    expect(ourProfiles(setProfile(twice, wanted).text).map(({ target }) => target)).toEqual(['tgt_1', 'tgt_1']);
    expect(setProfile(`${ours}[profile orders]\nregion = x\n`, wanted).did).toBe('not-ours');
  });

  test('only those that are chosen go, and comments after them stay', () => {
    const other = ours.replace('orders', 'billing').replace('tgt_1', 'tgt_2');
    const text = `${ours}\n# for production\n[profile prod]\nregion = x\n${other}# the end\n`;
    const taken = removeProfiles(text, ({ target }) => target === 'tgt_1');
    expect(taken).toEqual({ text: text.replace(ours, ''), removed: ['orders'] });
    expect(removeProfiles(taken.text, () => true).text).toBe(
      '\n# for production\n[profile prod]\nregion = x\n# the end\n',
    );
  });
});

test('a name is found in every spelling', () => {
  for (const header of ['[profile a.b]', '[profile "a.b"]', "[ profile 'a.b' ] # x [y]", '\xEF\xBB\xBF[profile a\\.b]'])
    expect(hasProfile(`${header}\nregion = x\n`, 'a.b')).toBe(true);
  expect(hasProfile('[default]\n', 'default')).toBe(true);
  for (const header of ['[a.b]', '# [profile a.b]', '[sso-session a.b]', '[profile a.b c]'])
    expect(hasProfile(`${header}\nregion = x\n`, 'a.b')).toBe(false);
});
