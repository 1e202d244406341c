import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { deploymentPermissions } from '../../lib/deployment-permissions.ts';
import { ensurePython } from '../../local/python.ts';
import { settingsSets } from './settings-sets.ts';
import { templates } from './synthesis.ts';

export const deploymentTemplateFile = new URL('../../templates/deployment-permissions.json', import.meta.url).pathname;

const schema = z.looseObject({
  handlers: z.record(z.string(), z.looseObject({ permissions: z.array(z.string()).default([]) })).default({}),
});

/** Every type of resource in the templates, with what CloudFormation's registry says that its handlers call. */
export async function handlersOfTypes(): Promise<ReadonlyMap<string, readonly string[]>> {
  const lib = join(await ensurePython(), '..', '..', 'lib');
  const [version = ''] = readdirSync(lib);
  const schemas = join(lib, version, 'site-packages', 'cfnlint', 'data', 'schemas');
  const files = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(join(schemas, 'providers', 'eu-central-1.json'), 'utf8')));
  const types = new Set(
    Object.values(settingsSets).flatMap((decided) =>
      Object.values({ ...templates(decided) }).flatMap(({ Resources }) =>
        Object.values(Resources).map(({ Type }) => Type),
      ),
    ),
  );
  return new Map(
    [...types].sort().map((type) => {
      const { handlers } = schema.parse(
        JSON.parse(readFileSync(join(schemas, 'resources', `${files[type]}.json`), 'utf8')),
      );
      return [type, Object.values(handlers).flatMap(({ permissions }) => permissions)];
    }),
  );
}

export async function deploymentTemplate(): Promise<string> {
  const made = deploymentPermissions([...(await handlersOfTypes()).values()].flat());
  const filepath = deploymentTemplateFile;
  return format(JSON.stringify(made), { ...(await resolveConfig(filepath)), filepath });
}

/** `npm run deployment-permissions` */
if (import.meta.main) writeFileSync(deploymentTemplateFile, await deploymentTemplate());
