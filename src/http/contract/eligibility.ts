import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';

const eligibilityPath = z.strictObject({ id: idOf('usr'), targetId: idOf('tgt') });

export const addEligibility = operation({
  id: 'addEligibility',
  givesPower: true,
  method: 'PUT',
  path: '/people/{id}/eligibility/{targetId}',
  function: 'directory',
  summary: 'Make a person eligible for a target',
  description: 'They may ask for it from their next call on; what the rule of the target demands still holds.',
  action: 'eligibility:write',
  input: { path: eligibilityPath, query: nothing, body: noBody },
  replies: { 204: { description: 'they are eligible', body: null } },
  refusals: ['not_found', 'too_many', 'conflict'],
});

export const removeEligibility = operation({
  id: 'removeEligibility',
  method: 'DELETE',
  path: '/people/{id}/eligibility/{targetId}',
  function: 'directory',
  summary: 'End that a person is eligible for a target',
  description:
    'They may ask no more; requests that wait come to nothing, and what they hold there ends within seconds.',
  action: 'eligibility:write',
  input: { path: eligibilityPath, query: nothing, body: noBody },
  replies: { 204: { description: 'they are not eligible', body: null } },
  refusals: ['not_found', 'conflict'],
});

export const eligibilityOperations = [addEligibility, removeEligibility] as const;
