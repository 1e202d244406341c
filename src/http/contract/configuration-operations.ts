import * as z from 'zod';
import { ruleName, ruleTerms } from '../../authorization/company-rule.ts';
import { groupName } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { emailAddress, personName } from './person-fields.ts';
import { namedTargetRegistration, targetChange, targetName } from './target-fields.ts';

/** The operations that a change of the configuration is made of. People are named by e-mail address, targets by name. */
export const namedRule = z
  .strictObject({
    name: ruleName,
    says: plainText(200).meta({ description: 'the rule in words, for those who ask and decide' }),
    groups: z.array(groupName).max(50).meta({ description: 'members of these may ask' }),
    people: z.array(emailAddress).max(500).meta({ description: 'these may ask too' }),
    targets: z.array(targetName).min(1).max(200),
    ...ruleTerms,
  })
  .refine(({ groups, people }) => groups.length + people.length > 0, {
    path: ['groups'],
    error: 'expected a group or a person: a rule that lets nobody ask is no rule',
  })
  .meta({ id: 'NamedRule' });

const email = { email: emailAddress };
const group = { group: groupName };
const description = { description: plainText(200) };
const target = { target: targetName };

export const configurationOperation = z
  .discriminatedUnion('op', [
    z.strictObject({ op: z.literal('add-person'), ...email, name: personName }),
    z.strictObject({ op: z.literal('rename-person'), ...email, name: personName }),
    z.strictObject({ op: z.literal('disable-person'), ...email }),
    z.strictObject({ op: z.literal('enable-person'), ...email }),
    z.strictObject({ op: z.literal('renew-enrolment'), ...email }),
    z.strictObject({ op: z.literal('add-group'), ...group, ...description }),
    z.strictObject({ op: z.literal('describe-group'), ...group, ...description }),
    z.strictObject({ op: z.literal('remove-group'), ...group }),
    z.strictObject({ op: z.literal('add-member'), ...group, ...email }),
    z.strictObject({ op: z.literal('remove-member'), ...group, ...email }),
    z.strictObject({ op: z.literal('add-eligibility'), ...target, ...email }),
    z.strictObject({ op: z.literal('remove-eligibility'), ...target, ...email }),
    z.strictObject({ op: z.literal('register-target'), registration: namedTargetRegistration }),
    z.strictObject({ op: z.literal('change-target'), ...target, change: targetChange }),
    z.strictObject({ op: z.literal('retire-target'), ...target }),
    z.strictObject({ op: z.literal('set-rules'), rules: z.array(namedRule).max(500) }),
  ])
  .meta({ id: 'ConfigurationOperation' });
