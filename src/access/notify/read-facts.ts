import type { DirectoryReads } from '../../identity/ports.ts';
import { lentById } from '../lent-target.ts';
import type { AccessReads } from '../ports.ts';
import type { ReadFacts } from './ports.ts';
import { messageFacts, peopleIn } from './request-facts.ts';

/** Derives what a message says from the tables alone, at this moment. */
export const readFacts =
  (access: Pick<AccessReads, 'request' | 'grant' | 'target'>, directory: Pick<DirectoryReads, 'namesOf'>): ReadFacts =>
  async (requestId) => {
    const request = await access.request(requestId);
    if (request === null) return null;
    const [grant, target] = await Promise.all([access.grant(request.grantId), lentById(access, request.targetId)]);
    if (target === null) throw new Error('a request names a target that is not there');
    const names = await directory.namesOf(peopleIn({ request, grant }));
    return messageFacts({ request, grant, target, names });
  };
