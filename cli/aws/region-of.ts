import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { isRole } from '../find-target.ts';
import { answer } from '../http/answer.ts';

/** Where to act: as said, as the environment has it for all AWS tools, else as the target was registered. */
export async function regionOf(
  { api, environment }: Pick<Context, 'api' | 'environment'>,
  said: string | undefined,
  targetId: string,
): Promise<string> {
  const named =
    said ?? [environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']].find((each) => (each ?? '') !== '');
  if (named !== undefined) return named;
  const client = await api();
  const target = await answer(client.GET('/targets/{id}', { params: { path: { id: targetId } } }));
  if (isRole(target)) return target.region;
  throw new Failure(`"${target.name}" is no AWS role. It is a ${target.kind}.`, { code: 'not_a_role' });
}
