import type { CompanyRule } from '../authorization/company-rule.ts';
import type { GroupName } from '../kernel/ids.ts';
import type { TargetChange } from '../access/target-change.ts';
import type { NamedRegistration } from './named-registration.ts';

/** A rule as a person writes it: people by their e-mail address, targets by their name. */
export type NamedRule = Omit<CompanyRule, 'people' | 'targets'> & {
  readonly people: readonly string[];
  readonly targets: readonly string[];
};

interface OfPerson {
  /** In lower case: it identifies the person. */
  readonly email: string;
}
interface OfGroup {
  readonly group: GroupName;
}
interface OfTarget {
  /** The target's name. */
  readonly target: string;
}

/** One step of a change of the configuration, in the words of the files that it was planned from. */
export type ConfigurationOperation =
  | (OfPerson & { readonly op: 'add-person' | 'rename-person'; readonly name: string })
  | (OfPerson & { readonly op: 'disable-person' | 'enable-person' | 'renew-enrolment' })
  | (OfGroup & { readonly op: 'add-group' | 'describe-group'; readonly description: string })
  | (OfGroup & { readonly op: 'remove-group' })
  | (OfGroup & OfPerson & { readonly op: 'add-member' | 'remove-member' })
  | (OfTarget & OfPerson & { readonly op: 'add-eligibility' | 'remove-eligibility' })
  | { readonly op: 'register-target'; readonly registration: NamedRegistration }
  | (OfTarget & { readonly op: 'change-target'; readonly change: TargetChange })
  | (OfTarget & { readonly op: 'retire-target' })
  | { readonly op: 'set-rules'; readonly rules: readonly NamedRule[] };

/** What an operation is about, for messages: never a secret. */
export function inWords(operation: ConfigurationOperation): string {
  switch (operation.op) {
    case 'add-person':
      return `add ${operation.email} (${operation.name})`;
    case 'rename-person':
      return `rename ${operation.email} to ${operation.name}`;
    case 'disable-person':
      return `disable ${operation.email}`;
    case 'enable-person':
      return `enable ${operation.email}`;
    case 'renew-enrolment':
      return `let ${operation.email} set a new password and second factor`;
    case 'add-group':
      return `add the group ${operation.group}`;
    case 'describe-group':
      return `describe the group ${operation.group} anew`;
    case 'remove-group':
      return `remove the group ${operation.group}`;
    case 'add-member':
      return `put ${operation.email} into ${operation.group}`;
    case 'remove-member':
      return `take ${operation.email} out of ${operation.group}`;
    case 'add-eligibility':
      return `make ${operation.email} eligible for "${operation.target}"`;
    case 'remove-eligibility':
      return `end that ${operation.email} is eligible for "${operation.target}"`;
    case 'register-target':
      return `register the target "${operation.registration.name}"`;
    case 'change-target':
      return `change ${Object.keys(operation.change).join(', ')} of the target "${operation.target}"`;
    case 'retire-target':
      return `retire the target "${operation.target}"`;
    case 'set-rules':
      return `put ${operation.rules.length} rules in force`;
  }
}
