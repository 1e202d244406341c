import { stack } from './stack.ts';

const [production, other] = stack.targets;
if (production === undefined || other === undefined) throw new Error('the demo company has fewer than two targets');

/** The production role of the demo company: at most one hour, and one approver agrees. */
export const theTarget = production;
/** Another role, for tests that leave denies behind. */
export const anotherTarget = other;
