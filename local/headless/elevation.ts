import * as z from 'zod';
import { bodyOf } from './expect-answer.ts';
import type { Answer } from './call-api.ts';
import type { Member } from './member.ts';
import { until } from './until.ts';
import { lentCredentials } from './use-credentials.ts';
import type { LentCredentials } from './use-credentials.ts';

/** The parts of a request and a grant that the walk looks at; the OpenAPI document has all of them. */
export const requestView = z.object({
  id: z.string(),
  grantId: z.string(),
  state: z.enum(['requested', 'approved', 'denied', 'cancelled', 'expired']),
  seconds: z.int(),
  grantedSeconds: z.int().nullable(),
  reason: z.string(),
  digest: z.string(),
  createdAt: z.int(),
  expiresAt: z.int(),
  votes: z.array(z.object({ approver: z.object({ id: z.string() }), outcome: z.string() })),
  decide: z.object({ may: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() }),
  notifications: z.array(z.object({ group: z.string(), status: z.string() })),
  transitions: z.array(z.object({ state: z.string(), at: z.int() })),
});
export type RequestView = z.infer<typeof requestView>;

export const grantView = z.object({
  id: z.string(),
  requestId: z.string(),
  state: z.enum(['activating', 'active', 'ending', 'ended', 'revoke_failed']),
  seconds: z.int(),
  activatedAt: z.int().nullable(),
  endsAt: z.int(),
  end: z.object({ why: z.string(), at: z.int(), failure: z.string().nullable() }).nullable(),
  endedAt: z.int().nullable(),
  timeToEndSeconds: z.int().nullable(),
  probe: z.object({ result: z.string(), at: z.int(), attempts: z.int() }).nullable(),
  transitions: z.array(z.object({ state: z.string(), at: z.int() })),
  entries: z.array(z.string()),
});
export type GrantView = z.infer<typeof grantView>;

const decided = z.object({ outcome: z.enum(['decided', 'already-decided-by-you']), request: requestView });

export type Asked = { readonly targetId: string; readonly seconds: number; readonly reason?: string };

export const ask = (member: Member, { reason = 'Ticket 4711: a table is full', ...asked }: Asked): Promise<Answer> =>
  member.call('POST', '/requests', { ...asked, reason });

export const requested = (answer: Answer): RequestView => bodyOf(answer, 201, requestView);

export const readRequest = async (member: Member, id: string): Promise<RequestView> =>
  bodyOf(await member.call('GET', `/requests/${id}`), 200, requestView);

export const readGrant = async (member: Member, id: string): Promise<GrantView> =>
  bodyOf(await member.call('GET', `/grants/${id}`), 200, grantView);

export const approve = (member: Member, { id, digest }: RequestView, seconds?: number): Promise<Answer> =>
  member.call('POST', `/requests/${id}/decision`, {
    decision: 'approve',
    digest,
    ...(seconds !== undefined && { seconds }),
  });

export const deny = (member: Member, { id, digest }: RequestView, reason = 'not today'): Promise<Answer> =>
  member.call('POST', `/requests/${id}/decision`, { decision: 'deny', digest, reason });

export const decisionOf = (answer: Answer): z.infer<typeof decided> => bodyOf(answer, 200, decided);

export const askForCredentials = (member: Member, grantId: string): Promise<Answer> =>
  member.call('POST', `/grants/${grantId}/credentials`);

export const credentialsOf = (answer: Answer): LentCredentials => bodyOf(answer, 200, lentCredentials);

export const endGrant = (member: Member, grantId: string): Promise<Answer> =>
  member.call('POST', `/grants/${grantId}/end`);

/** The grant, once it has come into one of these states. */
export const grantIn = (
  member: Member,
  id: string,
  states: GrantView['state'] | readonly GrantView['state'][],
  withinSeconds = 30,
): Promise<GrantView> => {
  let last = 'not there yet';
  return until(
    async () => {
      const answer = await member.call('GET', `/grants/${id}`);
      const grant = answer.status === 200 ? grantView.parse(answer.body) : undefined;
      last = grant?.state ?? String(answer.code);
      return grant !== undefined && [states].flat().includes(grant.state) ? grant : undefined;
    },
    { what: () => `${id} ${[states].flat().join(' or ')}, it is ${last}`, withinSeconds },
  );
};
