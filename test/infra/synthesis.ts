import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { DataStack } from '../../lib/data-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import type { Settings } from '../../lib/settings.ts';
import { settingsSets } from './settings-sets.ts';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;
const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});
export type Template = z.infer<typeof template>;
export const readTemplate = (given: unknown): Template => template.parse(given);

const cdkJson = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));

/** What is tested unless a test says otherwise. */
export const settings = settingsSets['several accounts'];

/** Both stacks as `cdk deploy` would make them, without bundling the functions. */
export function sallyport(prepare: (app: App) => void = () => undefined, decided: Settings = settings) {
  const app = new App({ context: { ...cdkJson.context, 'sallyport:bundle': false }, analyticsReporting: false });
  prepare(app);
  const env = { account: '111122223333', region: 'eu-central-1' };
  const data = new DataStack(app, 'SallyportData', { env });
  const service = new ServiceStack(app, 'SallyportService', { env, data, settings: decided });
  return { app, data, service };
}

const made = new Map<Settings, Templates>();

/** The templates of these settings, made once for each test file. */
export function templates(decided: Settings = settings): Templates {
  const known = made.get(decided);
  if (known) return known;
  const { app, data, service } = sallyport(undefined, decided);
  const assembly = app.synth();
  const of = (name: string): Template => template.parse(assembly.getStackByName(name).template);
  const fresh = { data: of(data.stackName), service: of(service.stackName) };
  made.set(decided, fresh);
  return fresh;
}

export interface Templates {
  readonly data: Template;
  readonly service: Template;
}

export const resourcesOf = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** Writes a value of a template as a person would: `Audit`, `Audit/index/byGrant`, `sallyport-audit`. */
export function readable({ data, service }: Templates) {
  const exported = new Map(
    Object.values(data.Outputs).flatMap(({ Export, Value }) => {
      const { success, data: found } = z.object({ Name: z.string() }).safeParse(Export);
      return success ? [[found.Name, Value] as const] : [];
    }),
  );
  const named = (logicalId: string): string => {
    const name = (service.Resources[logicalId] ?? data.Resources[logicalId])?.Properties;
    const own = name?.['FunctionName'] ?? name?.['RoleName'] ?? name?.['StateMachineName'];
    return typeof own === 'string' ? own : logicalId.replace(/[0-9A-F]{8}$/, '');
  };
  const text = (value: unknown): string => {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.map(text).join(', ');
    const [entry] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
    if (!entry) return '{}';
    const [kind, of] = entry;
    switch (kind) {
      case 'Ref': {
        const pseudo = z.string().parse(of);
        return pseudo.startsWith('AWS::') ? pseudo.replace('AWS::', '').toLowerCase() : named(pseudo);
      }
      case 'Fn::GetAtt': {
        const [id, attribute] = z.tuple([z.string(), z.string()]).parse(of);
        return attribute === 'StreamArn' ? `${named(id)}/stream` : named(id);
      }
      case 'Fn::ImportValue':
        return exported.has(text(of)) ? text(exported.get(text(of))) : text(of);
      case 'Fn::GetStackOutput': {
        const { OutputName } = z.looseObject({ OutputName: z.string() }).parse(of);
        return text(data.Outputs[OutputName]?.Value);
      }
      case 'Fn::Join': {
        const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
        return parts.map(text).join(separator);
      }
      case 'Fn::Sub':
        return text(of);
      default:
        return JSON.stringify(value);
    }
  };
  return text;
}
