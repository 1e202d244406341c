import * as z from 'zod';
import { bodyOf } from './expect-answer.ts';
import type { Member } from './member.ts';

/** What an administrator does over the API; all but adding people may be repeated. */

/** A person who was added, with the one-time code that lets them in. */
export const added = z.object({
  person: z.object({ id: z.string() }),
  enrolment: z.object({ url: z.url(), code: z.string() }),
});
export type Enrolment = z.infer<typeof added>['enrolment'];

export async function addPerson(
  admin: Member,
  person: { readonly name: string; readonly email: string },
): Promise<{ readonly id: string; readonly enrolment: Enrolment }> {
  const body = bodyOf(await admin.call('POST', '/people', person), 201, added);
  return { id: body.person.id, enrolment: body.enrolment };
}

const nothing = z.undefined();

export async function addGroup(admin: Member, group: { readonly name: string; readonly description: string }) {
  bodyOf(await admin.call('POST', '/groups', group), [201, 409], z.unknown());
}

export async function addToGroup(admin: Member, group: string, personId: string): Promise<void> {
  bodyOf(await admin.call('PUT', `/groups/${group}/members/${personId}`), 204, nothing);
}

export async function removeFromGroup(admin: Member, group: string, personId: string): Promise<void> {
  bodyOf(await admin.call('DELETE', `/groups/${group}/members/${personId}`), 204, nothing);
}

export async function makeEligible(admin: Member, personId: string, targetId: string): Promise<void> {
  bodyOf(await admin.call('PUT', `/people/${personId}/eligibility/${targetId}`), 204, nothing);
}

export async function makeIneligible(admin: Member, personId: string, targetId: string): Promise<void> {
  bodyOf(await admin.call('DELETE', `/people/${personId}/eligibility/${targetId}`), 204, nothing);
}

export async function disable(admin: Member, personId: string): Promise<void> {
  bodyOf(await admin.call('POST', `/people/${personId}/disable`), 200, z.unknown());
}
