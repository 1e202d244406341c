import type { Context } from '../context.ts';
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
  return (await answer(client.GET('/targets/{id}', { params: { path: { id: targetId } } }))).region;
}
