import { describe, expect, test } from '@jest/globals';
import { ensureDebianPackages } from '../../local/servers/debian.ts';

const none = 'sallyport-no-such-package';

describe('what tests need from Debian', () => {
  test('nothing is said or done when it is there', async () => {
    const said: string[] = [];
    await ensureDebianPackages(['dpkg', 'bash'], { uid: 0, say: (line) => said.push(line) });
    expect(said).toEqual([]);
  });

  test('without root the error says what is missing, and the command that gets it', async () => {
    await expect(ensureDebianPackages(['bash', none], { uid: 1000 })).rejects.toThrow(
      `Needed here and not installed: ${none}. Get it with: sudo apt-get install --no-install-recommends ${none}`,
    );
  });

  test('what is no name of a package goes into no command line', async () => {
    await expect(ensureDebianPackages(['x; reboot'], { uid: 0 })).rejects.toThrow('is not the name of a package');
  });
});
