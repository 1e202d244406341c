import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';
import {
  emailAddress,
  enrolmentSchema,
  pageLimit,
  personName,
  personPath,
  personSchema,
  personWithRightsSchema,
} from './person-fields.ts';

export const addPerson = operation({
  id: 'addPerson',
  givesPower: true,
  method: 'POST',
  path: '/people',
  function: 'directory',
  summary: 'Add a person',
  description: [
    'Adds someone who is in no group and eligible for nothing, and answers with their one-time enrolment:',
    'hand it over outside Sallyport. With it they set their password and second factor.',
  ].join(' '),
  action: 'people:write',
  input: { path: nothing, query: nothing, body: z.strictObject({ name: personName, email: emailAddress }) },
  replies: {
    201: {
      description: 'the person and their enrolment',
      body: z.strictObject({ person: personSchema, enrolment: enrolmentSchema }).meta({ id: 'PersonAdded' }),
    },
  },
  refusals: ['already_exists'],
});

export const listPeople = operation({
  id: 'listPeople',
  method: 'GET',
  path: '/people',
  function: 'directory',
  summary: 'List people',
  description: 'In the order in which they were added. Follow `next` until it is null. The reading is an entry.',
  action: 'people:read',
  input: {
    path: nothing,
    query: z.strictObject({
      cursor: idOf('usr').optional().meta({ description: '`next` of the page before' }),
      limit: pageLimit,
    }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z.strictObject({ people: z.array(personSchema), next: idOf('usr').nullable() }).meta({ id: 'PeoplePage' }),
    },
  },
  refusals: [],
});

export const readPerson = operation({
  id: 'readPerson',
  method: 'GET',
  path: '/people/{id}',
  function: 'directory',
  summary: 'Read a person',
  description: 'The person with their groups and the targets they are eligible for. The reading is an entry.',
  action: 'people:read',
  input: { path: personPath, query: nothing, body: noBody },
  replies: { 200: { description: 'the person', body: personWithRightsSchema } },
  refusals: ['not_found'],
});

export const disablePerson = operation({
  id: 'disablePerson',
  method: 'POST',
  path: '/people/{id}/disable',
  function: 'directory',
  summary: 'Disable a person',
  description: [
    'Their next call is refused, their sign-ins are ended, and within seconds so is what they hold.',
    'The last active administrator cannot be disabled. Disabling someone who is disabled changes nothing.',
  ].join(' '),
  action: 'people:write',
  input: { path: personPath, query: nothing, body: noBody },
  replies: { 200: { description: 'the person', body: personSchema } },
  refusals: ['not_found', 'last_administrator', 'conflict'],
});

export const enablePerson = operation({
  id: 'enablePerson',
  givesPower: true,
  method: 'POST',
  path: '/people/{id}/enable',
  function: 'directory',
  summary: 'Enable a person',
  description: 'They may sign in again, with their groups and eligibility. Sign-ins and grants from before stay ended.',
  action: 'people:write',
  input: { path: personPath, query: nothing, body: noBody },
  replies: { 200: { description: 'the person', body: personSchema } },
  refusals: ['not_found', 'conflict'],
});

export const renewEnrolment = operation({
  id: 'renewEnrolment',
  givesPower: true,
  method: 'POST',
  path: '/people/{id}/enrolment',
  function: 'directory',
  summary: 'Make a new enrolment for a person',
  description: [
    'For someone who lost their password, their second factor or their first code.',
    'Their password and second factor count no more, all their sign-ins end, and an enrolment that was not used is replaced.',
  ].join(' '),
  action: 'people:write',
  input: { path: personPath, query: nothing, body: noBody },
  replies: { 201: { description: 'the enrolment', body: enrolmentSchema } },
  refusals: ['not_found', 'person_disabled', 'conflict'],
});

export const peopleOperations = [
  addPerson,
  listPeople,
  readPerson,
  disablePerson,
  enablePerson,
  renewEnrolment,
] as const;
