import { describe, expect, test } from '@jest/globals';
import { argument, command, flag, needed, option, remaining, repeated } from '../../../cli/command.ts';
import { readWords } from '../../../cli/read-words.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { testWorld } from './world.ts';

const example = command({
  arguments: { target: argument('a target'), words: remaining('a command') },
  options: {
    for: option('DURATION', 'for how long', { parse: Number }),
    reason: needed('TEXT', 'why'),
    tag: repeated('TAG', 'a tag'),
    noWait: flag('do not wait'),
    shape: option('SHAPE', 'which', { choices: ['round', 'square'] }),
  },
  run: async ({ out }, given, options) => {
    out.result({ ...given, ...options }, () => []);
    return 0;
  },
});

const read = (...args: string[]) => {
  const world = testWorld();
  const given = readWords({ words: 'example', says: 'an example' }, example, args, world);
  return { given, world };
};

describe('the words of a command', () => {
  test('are read by what the command says of them', () => {
    expect(read('orders', '--for', '5', '--reason', 'x', '--tag', 'a', '--tag', 'b', '--no-wait').given).toEqual({
      words: { target: ['orders'], words: [] },
      options: { for: ['5'], reason: ['x'], tag: ['a', 'b'], noWait: [''], shape: [] },
      json: false,
      issuer: undefined,
    });
  });

  test('after -- belong to somebody else', () => {
    expect(read('orders', '--reason', 'x', '--', 'aws', 's3', 'ls', '--json').given).toMatchObject({
      words: { target: ['orders'], words: ['aws', 's3', 'ls', '--json'] },
      json: false,
    });
  });

  test.each([
    ['without what is needed', ['orders'], '--reason'],
    ['without the argument', ['--reason', 'x'], 'target'],
    ['with something unknown', ['orders', '--reason', 'x', '--fro', '1'], '--fro'],
    ['with a choice that is none', ['orders', '--reason', 'x', '--shape', 'flat'], 'round, square'],
  ])('%s are not understood, and the complaint names it', (_what, args, named) => {
    const { given, world } = read(...args);
    expect(given).toEqual({ exitCode: 2 });
    expect(world.err()).toContain(named);
    expect(world.err()).toContain('--help');
  });

  test('--help says what there is and does nothing', () => {
    const { given, world } = read('--help');
    expect(given).toEqual({ exitCode: 0 });
    for (const each of ['<target>', '--for <DURATION>', '--no-wait', '--json', '--issuer'])
      expect(world.out()).toContain(each);
  });
});

describe('sallyport', () => {
  test.each([
    ['nothing', [], 2],
    ['--help', ['--help'], 0],
    ['half a command and --help', ['configure', '--help'], 0],
    ['a word that is none', ['whoamy'], 2],
    ['help with a command', ['help', 'whoami'], 0],
  ])('%s is answered with what there is', async (_what, args, code) => {
    const world = testWorld();
    expect(await runCommand(args, world)).toBe(code);
    expect(world.out() + world.err()).toContain('Usage: sallyport');
  });

  test('says what may have been meant', async () => {
    const world = testWorld();
    await runCommand(['whoamy'], world);
    expect(world.err()).toContain('Did you mean `sallyport whoami`?');
  });

  test('options for all commands may stand before the command', async () => {
    const world = testWorld({ HOME: '/nowhere' });
    const code = await runCommand(['--json', '--issuer', 'http://localhost:1', 'whoami'], world);
    expect([code, JSON.parse(world.err())]).toMatchObject([3, { error: { code: 'sign_in_needed' } }]);
    expect(world.out()).toBe('');
  });

  test.each(['http://access.example.com', 'https://access.example.com/console', 'ftp://x', 'https://a@b.example'])(
    '%s is no issuer, and nothing is sent to it',
    async (issuer) => {
      const world = testWorld({ HOME: '/nowhere' });
      expect(await runCommand(['whoami', '--issuer', issuer], world)).toBe(2);
      expect(world.err()).toContain('expected the origin of your Sallyport');
    },
  );
});
