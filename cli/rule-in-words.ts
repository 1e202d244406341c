import type { Schemas } from './http/api.ts';

type Approval = Schemas['Rule']['approval'][number];

/** Who may decide: `1 of approvers (Bob, Erin)`. */
export function approvalInWords(approval: readonly Approval[]): string {
  if (approval.length === 0) return 'nobody has to agree';
  return approval
    .map(({ count, group, people, names }) => {
      const left = people - names.length;
      const shown = [...names, ...(left > 0 ? [`${left} more`] : [])];
      return `${count} of ${group} (${shown.length === 0 ? 'nobody is in it now' : shown.join(', ')})`;
    })
    .join(' and ');
}
