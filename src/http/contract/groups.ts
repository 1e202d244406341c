import * as z from 'zod';
import { groupName, idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';
import { personSchema } from './person-fields.ts';

const groupSchema = z.strictObject({ name: groupName, description: z.string() }).meta({ id: 'Group' });
const groupPath = z.strictObject({ name: groupName });
const memberPath = z.strictObject({ name: groupName, personId: idOf('usr') });

export const addGroup = operation({
  id: 'addGroup',
  method: 'POST',
  path: '/groups',
  function: 'directory',
  summary: 'Add a group',
  description: 'An empty group. It counts for nothing until a policy names it.',
  action: 'groups:write',
  input: {
    path: nothing,
    query: nothing,
    body: z.strictObject({ name: groupName, description: plainText(200) }),
  },
  replies: { 201: { description: 'the group', body: groupSchema } },
  refusals: ['already_exists'],
});

export const listGroups = operation({
  id: 'listGroups',
  method: 'GET',
  path: '/groups',
  function: 'directory',
  summary: 'List groups',
  description: 'All groups, without their members. The reading is an entry.',
  action: 'groups:read',
  input: { path: nothing, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'all groups',
      body: z.strictObject({ groups: z.array(groupSchema) }).meta({ id: 'Groups' }),
    },
  },
  refusals: [],
});

export const readGroup = operation({
  id: 'readGroup',
  method: 'GET',
  path: '/groups/{name}',
  function: 'directory',
  summary: 'Read a group',
  description: 'The group with all its members, the disabled too. The reading is an entry.',
  action: 'groups:read',
  input: { path: groupPath, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'the group',
      body: z.strictObject({ ...groupSchema.shape, members: z.array(personSchema) }).meta({ id: 'GroupWithMembers' }),
    },
  },
  refusals: ['not_found'],
});

export const addMember = operation({
  id: 'addMember',
  givesPower: true,
  method: 'PUT',
  path: '/groups/{name}/members/{personId}',
  function: 'directory',
  summary: 'Put a person into a group',
  description: 'Counts from their next call on. Who is in it already stays.',
  action: 'groups:write',
  input: { path: memberPath, query: nothing, body: noBody },
  replies: { 204: { description: 'they are in it', body: null } },
  refusals: ['not_found', 'too_many', 'conflict'],
});

export const removeMember = operation({
  id: 'removeMember',
  method: 'DELETE',
  path: '/groups/{name}/members/{personId}',
  function: 'directory',
  summary: 'Take a person out of a group',
  description: [
    'Counts from their next call on; their decisions on requests that still wait count no more.',
    'The last active administrator stays. Who is not in it stays out.',
  ].join(' '),
  action: 'groups:write',
  input: { path: memberPath, query: nothing, body: noBody },
  replies: { 204: { description: 'they are not in it', body: null } },
  refusals: ['not_found', 'last_administrator', 'conflict'],
});

export const groupOperations = [addGroup, listGroups, readGroup, addMember, removeMember] as const;
