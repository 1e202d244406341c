import type { Schemas } from '../http/api.ts';
import type { Output } from '../output.ts';
import { dateInWords } from '../time-in-words.ts';
import type { Operation } from './operations.ts';

type Effects = Schemas['ChangeEffects'];
type Effect = Effects['gains'][number];

const SHOWN = 40;

/** A plan for people: what is done, who gains and who loses what by it, whose grants end. */
export function planInWords(operations: readonly Operation[], effects: Effects | null, out: Output): readonly string[] {
  if (operations.length === 0) return ['Nothing to change: what is there is what the files say.'];
  return [
    ...cut(
      operations.map((operation) => signed(operation, out)),
      operations.length,
    ),
    ...(effects === null ? [] : effectsInWords(effects, out)),
  ];
}

export function effectsInWords(effects: Effects, out: Output): readonly string[] {
  const { gains, loses, gainsInAll, losesInAll, terms, ends } = effects;
  const list = (title: string, all: readonly Effect[], inAll: number, colour: 'green' | 'red') =>
    inAll === 0 ? [] : ['', out.paint(colour, title), ...cut(byPerson(all), inAll)];
  return [
    ...list('Who gains', gains, gainsInAll, 'green'),
    ...list('Who loses', loses, losesInAll, 'red'),
    ...(terms.length === 0
      ? []
      : [
          '',
          out.paint('bold', 'Rules'),
          ...terms.flatMap(({ rule, before, after }) => [
            `  ${rule}`,
            ...(before === null ? [] : [`    - ${before}`]),
            ...(after === null ? [] : [`    + ${after}`]),
          ]),
        ]),
    '',
    ...(ends.length === 0
      ? ['No live grant ends by this.']
      : [
          out.paint('yellow', `${ends.length} live ${ends.length === 1 ? 'grant ends' : 'grants end'} by this`),
          ...ends.map(
            ({ grantId, email, target, endsAt }) =>
              `  ${grantId}  ${email}  ${target}  (would have ended ${dateInWords(endsAt)})`,
          ),
        ]),
  ];
}

function byPerson(effects: readonly Effect[]): readonly string[] {
  const rights = new Map<string, string[]>();
  for (const effect of effects) {
    const who = effect.name === effect.email ? effect.email : `${effect.name} <${effect.email}>`;
    rights.set(who, [...(rights.get(who) ?? []), rightInWords(effect)]);
  }
  return [...rights].map(([who, may]) => `  ${who}: ${may.join('; ')}`);
}

function rightInWords({ may, target, rule }: Effect): string {
  const under = rule === 'by hand' ? 'by hand' : `rule ${rule}`;
  const what = target === '*' ? 'what is asked for under the shipped rules' : `"${target}"`;
  switch (may) {
    case 'sign-in':
      return 'may sign in';
    case 'ask':
      return `may ask for ${what} (${under})`;
    case 'decide':
      return target === '*' ? `decides on ${what}` : `decides on ${what} (${under})`;
    case 'administer':
      return 'administers Sallyport';
    case 'audit':
      return 'reads the record';
  }
}

/** The sign of what is added, changed and taken away, as version control has it. */
function signed(operation: Operation, out: Output): string {
  const line = operationInWords(operation);
  if (/^(add|enable|register|make|put)/.test(operation.op)) return out.paint('green', `+ ${line}`);
  if (/^(remove|disable|retire)/.test(operation.op)) return out.paint('red', `- ${line}`);
  return out.paint('yellow', `~ ${line}`);
}

export function operationInWords(operation: Operation): string {
  switch (operation.op) {
    case 'add-person':
      return `person ${operation.name} <${operation.email}>, invited to enrol`;
    case 'rename-person':
      return `person ${operation.email}: is called ${operation.name}`;
    case 'disable-person':
      return `person ${operation.email}: disabled, signed out, grants ended`;
    case 'enable-person':
      return `person ${operation.email}: may sign in again`;
    case 'renew-enrolment':
      return `person ${operation.email}: new password and second factor`;
    case 'add-group':
      return `group ${operation.group}: ${operation.description}`;
    case 'describe-group':
      return `group ${operation.group}: ${operation.description}`;
    case 'remove-group':
      return `group ${operation.group}`;
    case 'add-member':
    case 'remove-member':
      return `${operation.email} in ${operation.group}`;
    case 'add-eligibility':
    case 'remove-eligibility':
      return `${operation.email} eligible for "${operation.target}"`;
    case 'register-target':
      return `target "${operation.registration.name}" (${whatItIs(operation.registration)})`;
    case 'change-target':
      return `target "${operation.target}": ${Object.entries(operation.change)
        .map(([field, value]) => `${field} = ${JSON.stringify(value)}`)
        .join(', ')}`;
    case 'retire-target':
      return `target "${operation.target}": nobody can ask for it any more`;
    case 'set-rules':
      return `rules: ${operation.rules.map(({ name }) => name).join(', ') || 'none'}`;
  }
}

/** What it lends, by what the files say. */
function whatItIs(given: Extract<Operation, { op: 'register-target' }>['registration']): string {
  switch (given.kind) {
    case 'aws-role':
      return given.roleArn;
    case 'credential': {
      const { address } = given;
      const at = 'host' in address ? ` at ${address.host}` : address.engine === 'http' ? ` at ${address.baseUrl}` : '';
      return `${address.engine} credential${at}${given.revealable ? ', its holder may see it' : ''}`;
    }
    case 'database-account':
      return `accounts of the database ${given.database} with ${given.memberOf.join(', ')}, made by "${given.administrator}"`;
  }
}

const cut = (lines: readonly string[], inAll: number): readonly string[] =>
  inAll <= SHOWN && lines.length <= SHOWN
    ? lines
    : [...lines.slice(0, SHOWN), `  … ${inAll} in all; \`--json\` has them.`];
