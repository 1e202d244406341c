import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { filesOf } from '../../../../cli/commands/export.ts';
import type { Current } from '../../../../cli/plan/current.ts';
import { desiredOf } from '../../../../cli/plan/desired.ts';
import { operationsFor } from '../../../../cli/plan/operations.ts';
import type { Operation } from '../../../../cli/plan/operations.ts';
import { readFolder } from '../../../../cli/plan/read-folder.ts';

const described = 'description: for the orders, sensitivity: production';
const address = 'engine: postgresql, host: db.example.com, database: orders';
const credential = (name: string, more: string) =>
  `{ kind: credential, name: ${name}, ${described}, owner: platform, address: { ${address}, ${more} } }`;
// The administrator stands last, to be registered first all the same.
const files = `targets:
  account: { kind: database-account, name: Account, ${described}, administrator: dba, database: orders, memberOf: [rw], reassignTo: owner }
  app: ${credential('App', 'strategy: alternating-users, users: [a, b], owner: o, administrator: dba')}
  dba: ${credential('DBA', 'strategy: single-user, user: dba')}
`;
const nothing: Current = { revision: 1, secondPerson: false, people: [], groups: [], targets: [], rules: [] };

async function desired(text: string) {
  const place = await mkdtemp(join(tmpdir(), 'sallyport-vault-files-'));
  await writeFile(join(place, 'targets.yaml'), text);
  return desiredOf(await readFolder(place));
}
const planned = async (text: string, current = nothing) => operationsFor(current, await desired(text));
const said = (operations: readonly Operation[]) =>
  operations.map((each) =>
    'registration' in each ? `+ ${each.registration.name}` : 'target' in each ? `${each.op} ${each.target}` : each.op,
  );

/** What is there once the plan is carried out, as the server would answer. */
async function carriedOut(text: string): Promise<Current> {
  const targets = (await planned(text)).flatMap((each, at) =>
    each.op === 'register-target' ? [{ ...each.registration, id: `tgt_${at}` }] : [],
  );
  return { ...nothing, targets };
}

describe('credentials and accounts in files', () => {
  test('are registered after the administrator that they name, by its name', async () => {
    const operations = await planned(files);
    expect(said(operations)).toHaveLength(3);
    expect(said(operations)[0]).toBe('+ DBA');
    expect(operations.find((each) => each.op === 'register-target' && each.registration.name === 'App')).toMatchObject({
      registration: {
        address: { administrator: 'DBA', port: 5432, ca: null },
        revealable: false,
        importedSecret: null,
      },
    });
  });

  test('written out and read again leave nothing to do', async () => {
    const current = await carriedOut(files);
    const written = stringify(filesOf(current)['targets.yaml']);
    expect(await planned(written, current)).toEqual([]);
    expect(await planned(files, current)).toEqual([]);
  });

  test('are retired before the administrator that they name', async () => {
    const current = await carriedOut(files);
    const operations = said(await planned('targets: {}\n', current));
    expect(operations).toHaveLength(3);
    expect(operations.at(-1)).toBe('retire-target DBA');
  });

  test('a plan, an authority and a host that moved are a change; nothing else of the address is', async () => {
    const current = await carriedOut(files);
    const moved = files.replaceAll('db.example.com', 'new.example.com');
    expect(
      (await planned(moved, current)).find((each) => each.op === 'change-target' && each.target === 'DBA'),
    ).toEqual({
      op: 'change-target',
      target: 'DBA',
      change: { address: { host: 'new.example.com' } },
    });
    await expect(planned(files.replace('user: dba', 'user: root'), current)).rejects.toThrow(
      /"DBA" cannot change in address\.user: that is another target/,
    );
    await expect(planned(files.replace('[rw]', '[admin]'), current)).rejects.toThrow(
      /"Account" cannot change in memberOf/,
    );
  });

  test.each<[string, string, RegExp]>([
    [
      'a misspelt field of a credential',
      files.replace('owner: platform', 'ownr: platform'),
      /"ownr" is not known here; did you mean "owner"\?/,
    ],
    [
      'a misspelt field of an address',
      files.replace('users: [a, b]', 'userz: [a, b]'),
      /targets\.app\.address: "userz" is not known here; did you mean "users"\?/,
    ],
    [
      'an engine that nobody knows',
      files.replace('engine: postgresql', 'engine: oracle'),
      /expected "engine": postgresql, mysql/,
    ],
    ['a kind that nobody knows', files.replace('kind: credential', 'kind: vm'), /expected "kind": aws-role/],
    [
      'an administrator that no file has',
      files.replaceAll('administrator: dba', 'administrator: boss'),
      /no target is called boss/,
    ],
    [
      'administrators in a circle',
      `targets:\n  one: ${credential('One', 'strategy: single-user, user: u, administrator: two')}\n  two: ${credential('Two', 'strategy: single-user, user: v, administrator: one')}\n`,
      /administrators name each other in a circle: one → two → one/,
    ],
  ])('%s is told, with file and line', async (_, text, says) => {
    await expect(desired(text)).rejects.toThrow(says);
    await expect(desired(text)).rejects.toThrow(/targets\.yaml:\d/);
  });
});
