import * as z from 'zod';
import { groupName, idOf } from '../../kernel/ids.ts';
import { operation } from '../operation.ts';
import { namedRule } from './configuration-operations.ts';
import { noBody, nothing } from './nothing.ts';
import { namedRegistrations } from './target-fields.ts';

const [role, credential, account] = namedRegistrations;
const id = { id: idOf('tgt') };
const registeredTarget = z
  .discriminatedUnion('kind', [role.extend(id), credential.extend(id), account.extend(id)])
  .meta({ id: 'RegisteredTarget' });

const revision = z.int().meta({ description: 'how often the configuration has changed; plan a change from it' });

export const readConfiguration = operation({
  id: 'readConfiguration',
  method: 'GET',
  path: '/configuration',
  function: 'configuration',
  summary: 'The configuration',
  description: [
    'Groups with their members, targets and rules at one revision, by the names that a change uses. People come page by',
    'page (`GET /configuration/people`). The reading is an entry.',
  ].join('\n'),
  action: 'configuration:read',
  input: { path: nothing, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'as it is at this revision',
      body: z
        .strictObject({
          revision,
          secondPerson: z.boolean().meta({ description: 'whether another administrator must agree to a change' }),
          groups: z.array(
            z.strictObject({
              name: groupName,
              description: z.string(),
              members: z.array(z.string()).meta({ description: 'e-mail addresses' }),
            }),
          ),
          targets: z.array(registeredTarget),
          rules: z.array(namedRule),
        })
        .meta({ id: 'Configuration' }),
    },
  },
  refusals: [],
});

export const readConfigurationPeople = operation({
  id: 'readConfigurationPeople',
  method: 'GET',
  path: '/configuration/people',
  function: 'configuration',
  summary: 'The people of the configuration',
  description: 'A thousand on a page. Follow `next` until it is null. The reading is an entry.',
  action: 'configuration:read',
  input: {
    path: nothing,
    query: z.strictObject({ cursor: idOf('usr').optional().meta({ description: '`next` of the page before' }) }),
    body: noBody,
  },
  replies: {
    200: {
      description: 'one page',
      body: z
        .strictObject({
          revision,
          people: z.array(
            z.strictObject({ id: idOf('usr'), email: z.string(), name: z.string(), active: z.boolean() }),
          ),
          next: idOf('usr').nullable(),
        })
        .meta({ id: 'ConfigurationPeople' }),
    },
  },
  refusals: [],
});

export const configurationOperations = [readConfiguration, readConfigurationPeople] as const;
