import type { PersonId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';

export const personNotFound = (id: PersonId) => refused(refusal('not_found', `There is no person ${id}.`));
