import * as z from 'zod';
import { groupName, idOf } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';

export const getMe = operation({
  id: 'getMe',
  method: 'GET',
  path: '/me',
  function: 'directory',
  summary: 'Who am I',
  description:
    'What Sallyport knows about the person who asks and about this sign-in. No entry: nobody else is shown anything.',
  action: 'me:read',
  input: { path: nothing, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'you',
      body: z
        .strictObject({
          id: idOf('usr'),
          name: z.string(),
          email: z.string(),
          groups: z.array(groupName),
          eligible: z.array(idOf('tgt')).meta({ description: 'targets you may ask for' }),
          signIn: z.strictObject({
            id: idOf('sid'),
            acr: z.string(),
            authenticatedAt: epochSeconds,
            clientId: z.string(),
          }),
        })
        .meta({ id: 'Me' }),
    },
  },
  refusals: [],
});

export const endMySignIns = operation({
  id: 'endMySignIns',
  method: 'POST',
  path: '/me/end-sign-ins',
  function: 'directory',
  summary: 'End all my sign-ins',
  description: [
    'Every sign-in of yours ends, this one too: the next call with any token of theirs is refused.',
    'A new sign-in counts from the next second on. Grants are not touched: end them one by one.',
  ].join(' '),
  action: 'me:end-sign-ins',
  input: { path: nothing, query: nothing, body: noBody },
  replies: {
    200: {
      description: 'they are ended',
      body: z
        .strictObject({ notBefore: epochSeconds.meta({ description: 'sign-ins of this second and before are ended' }) })
        .meta({ id: 'SignInsEnded' }),
    },
  },
  refusals: ['conflict'],
});

export const meOperations = [getMe, endMySignIns] as const;
