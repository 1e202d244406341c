import type { VerifiedPrincipal } from '../kernel/principal.ts';
import type { Entity } from './decision.ts';

/** The person who calls, as the policies see them. */
export const userEntity = (principal: Pick<VerifiedPrincipal, 'personId' | 'groups' | 'eligible'>): Entity => ({
  type: 'User',
  id: principal.personId,
  attributes: { eligible: principal.eligible.map((id) => ({ type: 'Target', id })) },
  parents: principal.groups.map((id) => ({ type: 'Group', id })),
});

/** What stands for the deployment as a whole, where an action concerns no single thing. */
export const deploymentEntity: Entity = { type: 'Deployment', id: 'sallyport', attributes: {}, parents: [] };
