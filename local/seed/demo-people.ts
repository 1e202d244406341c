/** Somebody of the demo company: what they are, and which targets an administrator makes them eligible for. */
export type Position = {
  readonly name: string;
  readonly groups: readonly string[];
  readonly eligibleFor: readonly string[];
};

export const targetNames = { production: 'Production, operator', standard: 'Staging, reader' } as const;

/** What the vault keeps of the demo company's database. */
export const vaultNames = {
  administrator: 'Orders database, administrator',
  application: 'Orders database, application',
  reader: 'Orders database, reader',
} as const;

export const people: readonly Position[] = [
  {
    name: 'Alice',
    groups: ['engineers'],
    eligibleFor: [targetNames.production, targetNames.standard, vaultNames.application, vaultNames.reader],
  },
  // An approver who may ask as well: for his own requests somebody else has to agree.
  { name: 'Bob', groups: ['approvers'], eligibleFor: [targetNames.standard] },
  { name: 'Erin', groups: ['approvers'], eligibleFor: [] },
  { name: 'Carol', groups: ['auditors'], eligibleFor: [] },
  // A contractor.
  { name: 'Dave', groups: [], eligibleFor: [] },
];
