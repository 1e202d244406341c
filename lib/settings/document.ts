import * as z from 'zod';
import { settingsFields } from '../settings.ts';
import { rules } from './rules.ts';

/** What a schema says of one place; anything else in it would have to be added here to be documented. */
interface Described {
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly default?: unknown;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: Described | undefined;
  readonly properties?: Readonly<Record<string, Described>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly propertyNames?: Described | undefined;
  readonly additionalProperties?: Described | false | undefined;
}
const described: z.ZodType<Described> = z.looseObject({
  description: z.string().optional(),
  examples: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return described.optional();
  },
  get properties() {
    return z.record(z.string(), described).optional();
  },
  get propertyNames() {
    return described.optional();
  },
  get additionalProperties() {
    return z.union([z.literal(false), described]).optional();
  },
});

/** For editors: a settings file that names it in `$schema` is completed and checked while it is typed. */
export const settingsJsonSchema = (): Readonly<Record<string, unknown>> => ({
  title: 'The settings of a Sallyport deployment',
  ...z.toJSONSchema(settingsFields, { io: 'input' }),
});

/** docs/settings.md, from the schema alone. */
export function settingsDocument(example: string): string {
  const root = described.parse(settingsJsonSchema());
  return [
    '# Settings',
    '',
    '<!-- Made by `npm run settings-docs` from lib/settings.ts and lib/settings/. Change it there. -->',
    '',
    'One JSON file holds what an operator decides for a deployment: `settings.json`, or the file that `SALLYPORT_SETTINGS` names. Nothing else is edited to deploy. It is checked whenever the templates are made; what is wrong is named with its value and with what is allowed, all faults at once. No secret stands in it.',
    '',
    'Only `issuer` must be there. `"$schema": "./settings.schema.json"` lets an editor complete and check the file.',
    '',
    '| setting | what it decides | allowed | default | example |',
    '| --- | --- | --- | --- | --- |',
    ...rows(root),
    '',
    '## What must agree',
    '',
    ...rules.map(({ says }) => `- ${says}`),
    '- The certificate lies in the region of the deployment.',
    '',
    '## An example',
    '',
    '```json',
    example.trim(),
    '```',
    '',
  ].join('\n');
}

function rows({ properties = {}, required = [] }: Described, under = ''): string[] {
  return Object.entries(properties).flatMap(([name, of]) => {
    const path = `${under}${name}`;
    const fallback = required.includes(name) ? '(required)' : of.properties ? '' : code(of.default);
    const row = [quoted(path), of.description ?? '', allowed(of), fallback, code(of.examples?.[0])];
    return [`| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`, ...rows(of, `${path}.`)];
  });
}

function allowed(of: Described): string {
  if (of.enum) return of.enum.map((each) => code(each)).join(', ');
  switch (of.type) {
    case 'integer':
      return `a whole number from ${of.minimum ?? '−∞'} to ${of.maximum ?? '∞'}`;
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return `a list of at most ${of.maxItems ?? 'any number'}, each: ${of.items ? allowed(of.items) : 'anything'}`;
    case 'object':
      return of.additionalProperties && of.propertyNames
        ? `an object; each name: ${allowed(of.propertyNames)}; each value: ${allowed(of.additionalProperties)}`
        : 'an object of the settings below';
    default:
      if (of.format === 'email') return 'an e-mail address';
      if (of.pattern !== undefined) return quoted(of.pattern);
      return of.format === 'uri' ? 'an address' : 'a text';
  }
}

const quoted = (text: string): string => `\`${text}\``;
const code = (value: unknown): string => (value === undefined ? '' : quoted(JSON.stringify(value)));
