import { beforeEach, expect, test } from '@jest/globals';
import { heldResource } from '../../../packages/vault-client/src/held-resource.ts';
import type { VaultedCredential } from '../../../packages/vault-client/src/vaulted-credential.ts';

interface Pool {
  readonly of: string;
  closed: boolean;
}
let opened: Pool[];
let version: string;
/** Which version `use` runs with; what it does when it is refused is tested elsewhere. */
const credential: VaultedCredential<{ readonly password: string }> = {
  version: async () => ({ id: version, credential: { password: version } }),
  use: (run) => run({ password: version }, version),
};

beforeEach(() => {
  opened = [];
  version = 'one';
});

const make = (open?: (given: { readonly password: string }) => Promise<Pool>) =>
  heldResource(credential, {
    open:
      open ??
      (async ({ password }) => {
        const pool = { of: password, closed: false };
        opened.push(pool);
        return pool;
      }),
    close: (pool) => void (pool.closed = true),
  });

test('a pool is opened once for many uses of one version', async () => {
  const pools = make();
  const used = await Promise.all(Array.from({ length: 50 }, () => pools.use(async ({ of }) => of)));
  expect(new Set(used)).toEqual(new Set(['one']));
  expect(opened).toHaveLength(1);
});

test('after a rotation a new one is opened, and the old one is closed when the last that uses it is done', async () => {
  const pools = make();
  let finish: () => void = () => undefined;
  const long = pools.use((pool) => new Promise<Pool>((done) => (finish = () => done(pool))));
  await pools.use(async () => undefined);
  version = 'two';
  await expect(pools.use(async ({ of }) => of)).resolves.toBe('two');
  expect(opened.map(({ closed }) => closed)).toEqual([false, false]);
  finish();
  await long;
  await pools.use(async () => undefined);
  expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
});

test('one that could not be opened is opened anew the next time', async () => {
  let fails = true;
  const pools = make(async ({ password }) => {
    if (fails) throw new Error('refused');
    return { of: password, closed: false };
  });
  await expect(pools.use(async ({ of }) => of)).rejects.toThrow('refused');
  fails = false;
  await expect(pools.use(async ({ of }) => of)).resolves.toBe('one');
});

test('the end closes all that is open', async () => {
  const pools = make();
  await pools.use(async () => undefined);
  await pools.close();
  await pools.close();
  expect(opened).toEqual([{ of: 'one', closed: true }]);
});
