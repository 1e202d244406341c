import type { Operation } from '../operation.ts';
import { peopleOperations } from './people.ts';
import { meOperations } from './me.ts';
import { groupOperations } from './groups.ts';
import { eligibilityOperations } from './eligibility.ts';
import { targetOperations } from './targets.ts';
import { requestOperations } from './requests.ts';
import { grantOperations } from './grants.ts';
import { credentialOperations } from './credentials.ts';
import { auditOperations } from './audit.ts';
import { configurationOperations } from './configuration.ts';
import { changeOperations } from './changes.ts';
import { metaOperations } from './meta.ts';

/** Every operation of the API: the routes, the OpenAPI document and the handlers are all made from this list. */
export const operations: readonly Operation[] = [
  ...metaOperations,
  ...peopleOperations,
  ...meOperations,
  ...groupOperations,
  ...eligibilityOperations,
  ...targetOperations,
  ...requestOperations,
  ...grantOperations,
  ...credentialOperations,
  ...configurationOperations,
  ...changeOperations,
  ...auditOperations,
];
