import { expect, test } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { vaultedCredential } from '../../../packages/vault-client/src/vaulted-credential.ts';

/** What can happen to a credential and around it, in any order in which Sallyport lets it happen. */
type Step = 'stage' | 'apply' | 'promote' | 'retire' | 'give up' | 'away' | 'back' | 'wait' | 'use' | 'many';

const LONGEST_PAUSE = 60;

test('an application logs in again, at the latest when the longest pause is over, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(
        fc.constantFrom<Step>('stage', 'apply', 'promote', 'retire', 'give up', 'away', 'back', 'wait', 'use', 'many'),
        { maxLength: 60 },
      ),
      async (overlaps, steps) => {
        const manager = mockClient(SecretsManagerClient);
        let [current, pending, next]: [number, number | null, number] = [1, null, 2];
        const good = new Set([current]);
        let [away, now, reads] = [false, 1_800_000_000, 0];
        manager.on(GetSecretValueCommand).callsFake(async ({ VersionStage }: { VersionStage: string }) => {
          reads += 1;
          await Promise.resolve();
          if (away) throw Object.assign(new Error(), { name: 'TimeoutError' });
          const version = VersionStage === 'AWSPENDING' ? pending : current;
          if (version === null) throw Object.assign(new Error(), { name: 'ResourceNotFoundException' });
          return { VersionId: `v${version}`, SecretString: JSON.stringify({ version }) };
        });
        const credential = vaultedCredential<{ readonly version: number }>({
          secretId: 's',
          client: new SecretsManagerClient({ region: 'us-east-1' }),
          clock: () => now,
          ttlSeconds: 30,
        });
        let logins = 0;
        const run = async ({ version }: { readonly version: number }) => {
          logins += 1;
          await Promise.resolve();
          if (!good.has(version)) throw Object.assign(new Error('refused'), { code: '28P01' });
          return version;
        };
        const use = async (): Promise<void> => {
          const [readsBefore, loginsBefore] = [reads, logins];
          const outcome = await credential.use(run).catch((error: unknown) => error);
          expect(reads - readsBefore).toBeLessThanOrEqual(3);
          expect(logins - loginsBefore).toBeLessThanOrEqual(4);
          if (typeof outcome === 'number') return void expect(good.has(outcome)).toBe(true);
          expect((outcome as { code: string }).code).toMatch(/^(28P01|TimeoutError)$/);
        };
        for (const step of steps) {
          if (step === 'stage' && pending === null) pending = next++;
          if (step === 'apply' && pending !== null) {
            good.add(pending);
            if (!overlaps) good.delete(current);
          }
          if (step === 'promote' && pending !== null && good.has(pending)) [current, pending] = [pending, null];
          if (step === 'retire') for (const old of good) if (old !== current && old !== pending) good.delete(old);
          if (step === 'give up' && pending !== null && !good.has(pending)) pending = null;
          if (step === 'away') away = true;
          if (step === 'back') away = false;
          if (step === 'wait') now += 7;
          if (step === 'use') await use();
          if (step === 'many') {
            const before = reads;
            await Promise.allSettled(Array.from({ length: 20 }, () => credential.use(run)));
            expect(reads - before).toBeLessThanOrEqual(3);
          }
        }
        // Whatever happened: once Secrets Manager answers and the longest pause is over, it logs in.
        [away, now] = [false, now + LONGEST_PAUSE];
        await expect(credential.use(run)).resolves.toEqual(expect.any(Number));
      },
    ),
    { numRuns: 400 },
  );
});
