import { beforeAll, describe, expect, test } from '@jest/globals';
import { ownerOf, policy } from '../../local/cloud/plant-roles.ts';
import { account, adoptedRole } from '../../local/cloud/start-cloud.ts';
import { makeEligible } from '../../local/headless/administration.ts';
import { endGrant, grantIn } from '../../local/headless/elevation.ts';
import { bodyOf } from '../../local/headless/expect-answer.ts';
import type { Member } from '../../local/headless/member.ts';
import { tryAction } from '../../local/headless/use-credentials.ts';
import { runSallyport } from '../../local/seed/run-sallyport.ts';
import * as z from 'zod';
import { approver, engineer } from './support/hire.ts';
import { held } from './support/hold.ts';
import { shared, stack } from './support/stack.ts';

const here = ownerOf(stack.cloud.endpoint, account);
const PROBE = 'dynamodb:ListTables';
const environment = {
  AWS_ENDPOINT_URL: stack.cloud.endpoint,
  AWS_REGION: stack.cloud.region,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};
const adopt = (...args: readonly string[]) => runSallyport({ args: ['targets', 'adopt', ...args], environment });
const adopted = z.object({
  adopted: z.boolean(),
  role: z.string(),
  boundaryArn: z.string(),
  externalId: z.string(),
  changes: z.array(z.object({ kind: z.string() })),
});
const found = z.object({ findings: z.array(z.object({ check: z.string(), result: z.string(), says: z.string() })) });

const trust = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:role/ci` },
  Action: 'sts:AssumeRole',
});

let ada: Member;
beforeAll(async () => {
  ada = await shared('ada');
});

describe('a role that was there before Sallyport', () => {
  test('is adopted, lent and taken back early; before --apply nothing is changed', async () => {
    const name = adoptedRole.slice(adoptedRole.lastIndexOf('/') + 1);
    expect(await here.makeRole({ path: '/', name, trust, may: PROBE })).toBe(adoptedRole);

    const dry = await adopt(name);
    expect(dry).toContain('Nothing was changed');
    expect(dry).toContain('role/ci');
    expect(dry).toContain('nobody with it writes IAM');
    expect(adopted.parse(JSON.parse(await adopt(name, '--json'))).changes).toHaveLength(3);

    const done = adopted.parse(JSON.parse(await adopt(name, '--apply', '--json')));
    expect(done).toMatchObject({ adopted: true, role: adoptedRole });
    const again = adopted.parse(JSON.parse(await adopt(name, '--json')));
    expect(again).toMatchObject({ adopted: true, changes: [], externalId: done.externalId });

    const said = {
      ...{ kind: 'aws-role', name: 'Legacy operator', description: 'Was there before', sensitivity: 'standard' },
      ...{ roleArn: done.role, boundaryArn: done.boundaryArn, externalId: done.externalId },
      ...{ probeAction: PROBE, region: stack.cloud.region },
    };
    const { id } = bodyOf(await ada.call('POST', '/targets', said), 201, z.object({ id: z.string() }));
    const { findings } = bodyOf(await ada.call('POST', `/targets/${id}/check`), 200, found);
    const notOk = findings.filter(({ result }) => result !== 'ok').map(({ check, result }) => `${check} ${result}`);
    expect(notOk).toEqual(['others warning', 'session-size unknown']);

    const alice = await engineer([]);
    const bob = await approver();
    await makeEligible(ada, alice.person.id, id);
    const { grant, credentials } = await held(alice, bob, { targetId: id, seconds: 300 });
    expect((await tryAction(stack, PROBE, credentials)).result).toBe('allowed');
    expect((await endGrant(bob, grant.id)).status).toBe(202);
    expect((await grantIn(alice, grant.id, 'ended', 60)).probe?.result).toBe('refused');
    expect((await tryAction(stack, PROBE, credentials)).result).toBe('AccessDenied');
  });

  test('with somebody else’s boundary is not: it says why, changes nothing, and ends with an error', async () => {
    const boundary = await here.makePolicy('guardrail', policy({ Effect: 'Allow', Action: '*', Resource: '*' }));
    await here.makeRole({ path: '/', name: 'guarded', trust, may: PROBE, boundary });
    await expect(adopt('guarded', '--apply')).rejects.toThrow(/ended with 1:[^]*early end could not be written/);
    await expect(adopt('guarded', '--apply')).rejects.toThrow(/guardrail/);
  });

  test('that is not in the settings is not registered', async () => {
    const answer = await ada.call('POST', '/targets', {
      ...{ kind: 'aws-role', name: 'Not adopted', description: 'x', sensitivity: 'standard' },
      roleArn: `arn:aws:iam::${account}:role/guarded`,
      boundaryArn: `arn:aws:iam::${account}:policy/sallyport-boundary-guarded`,
      ...{ externalId: 'external', probeAction: PROBE, region: stack.cloud.region },
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('adoptedRoles');
  });
});
