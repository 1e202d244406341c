/** Session tags of every lent session: CloudTrail shows them, and the boundary denies by the first. */
export const GRANT_TAG = 'SallyportGrant';
export const PERSON_TAG = 'SallyportPerson';
