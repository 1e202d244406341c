import { beforeAll, describe, expect, test } from '@jest/globals';
import { approve, ask, askForCredentials, endGrant, grantIn, requested } from '../../local/headless/elevation.ts';
import type { Answer } from '../../local/headless/call-api.ts';
import type { Member } from '../../local/headless/member.ts';
import { until } from '../../local/headless/until.ts';
import { approver, engineer } from './support/hire.ts';
import { callsIn, linesOf } from './support/logs.ts';
import { entriesOf } from './support/record.ts';
import { theTarget } from './support/target.ts';

const begun = Math.floor(Date.now() / 1000);
const reason = 'Ticket 815: the very secret reason';
let alice: Member;
let bob: Member;

beforeAll(async () => {
  alice = await engineer();
  bob = await approver();
});

const idOf = ({ headers }: Answer): string => {
  const id = headers.get('x-request-id');
  if (id === null) throw new Error('the answer does not say under which id it is found');
  return id;
};

/** Who did what under which id, of a grant that has ended. */
async function thread(grantId: string) {
  const entries = await entriesOf(grantId, (found) => found.some(({ action }) => action === 'grant.verify-gone'));
  return entries.map(({ actor, action, correlationId }) => ({ by: actor['name'], action, correlationId }));
}

describe('one id, from the HTTP request to the last step of the workflow', () => {
  test('who asks for a target finds what followed from it under the id of that call: entries and logs', async () => {
    const asked = await ask(alice, { targetId: theTarget.id, seconds: 5, reason });
    const request = requested(asked);
    const decided = await approve(bob, request);
    await grantIn(alice, request.grantId, 'ended', 60);
    const under = idOf(asked);
    const entries = await thread(request.grantId);
    expect(entries).toEqual(
      expect.arrayContaining([
        { by: undefined, action: 'request.create', correlationId: under },
        { by: undefined, action: 'request.approve', correlationId: idOf(decided) },
        ...['grant.begin', 'grant.activate', 'grant.end', 'grant.verify-gone'].map((action) => ({
          by: 'workflow',
          action,
          correlationId: under,
        })),
      ]),
    );
    for (const name of ['access', 'run-workflow', 'activate-grant', 'take-away', 'verify-gone', 'keep-task-token']) {
      const lines = await until(
        async () => {
          const found = callsIn(await linesOf(name, begun)).filter(({ correlationId }) => correlationId === under);
          return found.length > 0 ? found : undefined;
        },
        { what: `a line of ${name} under ${under}`, withinSeconds: 20 },
      );
      expect(new Set(lines.map((line) => line.function))).toEqual(new Set([`sallyport-${name}`]));
    }
  });

  test('who ends a grant early finds the end under the id of that call', async () => {
    const asked = await ask(alice, { targetId: theTarget.id, seconds: 300, reason });
    const { grantId, ...request } = requested(asked);
    await approve(bob, { ...request, grantId });
    await grantIn(alice, grantId, 'active', 40);
    const ended = await endGrant(bob, grantId);
    await grantIn(alice, grantId, 'ended', 60);
    const entries = await thread(grantId);
    expect(entries).toContainEqual({ by: 'workflow', action: 'grant.activate', correlationId: idOf(asked) });
    expect(entries).toContainEqual({ by: undefined, action: 'grant.end', correlationId: idOf(ended) });
    expect(entries).toContainEqual({ by: 'workflow', action: 'grant.verify-gone', correlationId: idOf(ended) });
  });

  test('a refusal says it too, and every line is JSON that holds nobody’s words, address or token', async () => {
    const refused = await askForCredentials(alice, 'grt_01k0000000e00000000000000a');
    expect({ status: refused.status, id: idOf(refused) }).toEqual({ status: 404, id: expect.any(String) });
    const token = await alice.token();
    for (const name of ['access', 'authorizer', 'lend-credentials', 'run-workflow', 'take-away', 'notify-slack']) {
      const lines = await linesOf(name, begun);
      // Lambda's own lines are JSON on AWS (LoggingConfig); the local cloud writes them, and Node's warnings, as text.
      for (const line of lines.filter((each) => !/^(START|END|REPORT) RequestId|^\(node:\d+\)|^\(Use `node/.test(each)))
        expect(() => void JSON.parse(line)).not.toThrow();
      const text = lines.join('\n');
      for (const secret of [reason, alice.person.email, alice.person.name, token]) expect(text).not.toContain(secret);
    }
  });
});
