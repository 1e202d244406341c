import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  IAMClient,
  LimitExceededException,
  ListPolicyVersionsCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { newId } from '../../../../src/kernel/ids.ts';
import type { GrantId } from '../../../../src/kernel/ids.ts';
import { denyInBoundary } from '../../../../src/targets/aws-role/adapters/deny-in-boundary.ts';
import { boundaryText } from '../../../../src/targets/aws-role/boundary.ts';
import { aTarget } from '../../../support/access.ts';

const mock = mockClient(IAMClient);
const target = aTarget();
type Version = { readonly VersionId: string; readonly IsDefaultVersion: boolean; readonly document: string };
const answer = { $metadata: {} };

/** The versions of one managed policy as IAM keeps them. `pause` is where others get their turn. */
function policy(pause: () => Promise<unknown> = async () => {}) {
  let versions: readonly Version[] = [{ VersionId: 'v1', IsDefaultVersion: true, document: boundaryText([]) }];
  let last = 1;
  mock.on(ListPolicyVersionsCommand).callsFake(async () => {
    await pause();
    return { Versions: [...versions].reverse() };
  });
  mock.on(DeletePolicyVersionCommand).callsFake(async ({ VersionId }: { VersionId: string }) => {
    await pause();
    const found = versions.find((each) => each.VersionId === VersionId);
    if (!found) throw new NoSuchEntityException({ message: 'no', ...answer });
    if (found.IsDefaultVersion) throw new Error('the default version cannot be deleted');
    versions = versions.filter((each) => each !== found);
  });
  mock.on(CreatePolicyVersionCommand).callsFake(async ({ PolicyDocument }: { PolicyDocument: string }) => {
    await pause();
    if (versions.length >= 5) throw new LimitExceededException({ message: 'five', ...answer });
    last += 1;
    versions = [
      ...versions.map((each) => ({ ...each, IsDefaultVersion: false })),
      { VersionId: `v${last}`, IsDefaultVersion: true, document: PolicyDocument },
    ];
  });
  return { versions: () => versions, inForce: () => versions.find((each) => each.IsDefaultVersion)?.document };
}

const denies = denyInBoundary(() => new IAMClient({}));
beforeEach(() => void mock.reset());

describe('denying in the boundary', () => {
  test('makes a new version the one in force', async () => {
    const { inForce } = policy();
    const grant = newId('grt');
    expect(await denies.deny(target, async () => [grant])).toBe('written');
    expect(inForce()).toBe(boundaryText([grant]));
  });

  test('never keeps more than five versions, and deletes the oldest, counted and not spelt', async () => {
    const { versions, inForce } = policy();
    for (let count = 0; count < 14; count += 1) {
      const grant = newId('grt');
      await denies.deny(target, async () => [grant]);
      expect(inForce()).toBe(boundaryText([grant]));
    }
    expect(versions().map(({ VersionId }) => VersionId)).toEqual(['v11', 'v12', 'v13', 'v14', 'v15']);
  });

  test('writes although the content seems to be there: what IAM shows may be old', async () => {
    policy();
    const grant = newId('grt');
    await denies.deny(target, async () => [grant]);
    await denies.deny(target, async () => [grant]);
    expect(mock.commandCalls(CreatePolicyVersionCommand)).toHaveLength(2);
  });

  test('writes again when another grant was marked while it wrote', async () => {
    const { inForce } = policy();
    const [one, two] = [newId('grt'), newId('grt')];
    const readings: readonly (readonly GrantId[])[] = [[one], [one, two], [one, two]];
    let reading = 0;
    await denies.deny(target, async () => readings[reading++] ?? []);
    expect(inForce()).toBe(boundaryText([one, two]));
    expect(reading).toBe(3);
  });

  test('gives up loudly when it never comes to rest', async () => {
    policy();
    await expect(denies.deny(target, async () => [newId('grt')])).rejects.toThrow(
      expect.objectContaining({ name: 'BoundaryUnsettled' }),
    );
  });

  test('says when there is no such boundary', async () => {
    mock.on(ListPolicyVersionsCommand).rejects(new NoSuchEntityException({ message: 'no', ...answer }));
    expect(await denies.deny(target, async () => [])).toBe('missing');
  });

  test('whatever the order in which several writers get their turns, at the end all their grants are denied', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, writers) => {
        mock.reset();
        const { inForce } = policy(() => scheduler.schedule(Promise.resolve()));
        const grants = Array.from({ length: writers }, () => newId('grt'));
        const marked = new Set<GrantId>();
        const write = async (grant: GrantId): Promise<void> => {
          await scheduler.schedule(Promise.resolve());
          marked.add(grant);
          const attempt = () =>
            denies.deny(target, async () => {
              await scheduler.schedule(Promise.resolve());
              return [...marked];
            });
          // The workflow tries again what failed.
          await attempt().catch(attempt).catch(attempt);
        };
        const all = Promise.all(grants.map(write));
        await scheduler.waitFor(all);
        expect(inForce()).toBe(boundaryText(grants));
      }),
      { numRuns: 200 },
    );
  });
});
