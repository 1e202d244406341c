import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import * as contract from '../http/contract/groups.ts';
import { addGroup } from '../identity/add-group.ts';
import { addMember } from '../identity/add-member.ts';
import type { Group } from '../identity/group.ts';
import { listGroups } from '../identity/list-groups.ts';
import type { Means } from '../identity/means.ts';
import { readGroup } from '../identity/read-group.ts';
import { removeMember } from '../identity/remove-member.ts';
import { ok } from '../kernel/result.ts';
import { personReply } from './person-reply.ts';

const resource = () => ok(deploymentEntity);
const groupReply = ({ name, description }: Group) => ({ name, description });

/** Groups and who is in them over the API. */
export const groupRoutes = (means: Means): readonly Route[] => [
  route(contract.addGroup, {
    resource,
    async handle({ cause, input: { body } }) {
      const added = await addGroup(means, cause, body);
      return added.ok ? ok({ status: 201, body: groupReply(added.value) }) : added;
    },
  }),
  route(contract.listGroups, {
    resource,
    async handle({ cause }) {
      const groups = await listGroups(means, cause);
      return ok({ status: 200, body: { groups: groups.map(groupReply) } });
    },
  }),
  route(contract.readGroup, {
    resource,
    async handle({ cause, input: { path } }) {
      const found = await readGroup(means, cause, path.name);
      if (!found.ok) return found;
      const { group, members } = found.value;
      return ok({ status: 200, body: { ...groupReply(group), members: members.map(personReply) } });
    },
  }),
  route(contract.addMember, {
    resource,
    async handle({ cause, input: { path } }) {
      const added = await addMember(means, cause, { personId: path.personId, group: path.name });
      return added.ok ? ok({ status: 204, body: undefined }) : added;
    },
  }),
  route(contract.removeMember, {
    resource,
    async handle({ cause, input: { path } }) {
      const removed = await removeMember(means, cause, { personId: path.personId, group: path.name });
      return removed.ok ? ok({ status: 204, body: undefined }) : removed;
    },
  }),
];
