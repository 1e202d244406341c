import { Failure } from './failure.ts';
import { allPages, answer } from './http/answer.ts';
import type { Api, Schemas } from './http/api.ts';

export type Target = Schemas['Target'];
/** Of whatever kind: roles have an ARN too. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly roleArn?: string;
}

export async function allTargets(api: Api): Promise<readonly Target[]> {
  const pages = await allPages((cursor) =>
    answer(api.GET('/targets', { params: { query: { limit: '50', ...(cursor !== undefined && { cursor }) } } })),
  );
  return pages.flatMap(({ targets }) => targets);
}

export type RoleTarget = Extract<Target, { kind: 'aws-role' }>;
export const isRole = <T extends { readonly kind: string }>(target: T): target is Extract<T, { kind: 'aws-role' }> =>
  target.kind === 'aws-role';

/** The name of a role as AWS has it: the last part of its ARN. */
export const roleName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** What a person calls it: the id, the name, the role, or a part of a name or role that only one has. */
export function findTarget<T extends Named>(targets: readonly T[], given: string): T {
  const wanted = given.trim().toLowerCase();
  const exact = targets.filter(({ id, name, roleArn }) =>
    [id, name, ...(roleArn === undefined ? [] : [roleArn, roleName(roleArn)])].some(
      (each) => each.toLowerCase() === wanted,
    ),
  );
  const parts = targets.filter(({ name, roleArn }) =>
    [name, ...(roleArn === undefined ? [] : [roleName(roleArn)])].some((each) => each.toLowerCase().includes(wanted)),
  );
  const found = exact.length > 0 || wanted === '' ? exact : parts;
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  if (one === undefined)
    throw new Failure(`No target is called "${given}". \`sallyport targets\` lists them.`, { code: 'no_such_target' });
  throw new Failure(
    [`"${given}" could be any of these; say more of the name, or the id:`, ...found.map(lineOf)].join('\n'),
    { code: 'several_targets' },
  );
}

const lineOf = ({ id, name }: Named): string => `  ${name}  (${id})`;
