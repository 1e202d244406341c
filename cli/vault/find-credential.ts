import { Failure } from '../failure.ts';
import { allPages, answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';

export type Credential = Schemas['Credential'];

export async function allCredentials(api: Api): Promise<readonly Credential[]> {
  const pages = await allPages((cursor) =>
    answer(api.GET('/credentials', { params: { query: { limit: '50', ...(cursor !== undefined && { cursor }) } } })),
  );
  return pages.flatMap(({ credentials }) => credentials);
}

/** The one that is meant: by its id, its name, or a part of the name that only one has. */
export function findCredential(credentials: readonly Credential[], given: string): Credential {
  const wanted = given.trim().toLowerCase();
  const exact = credentials.filter(({ id, name }) => [id, name].some((each) => each.toLowerCase() === wanted));
  const found = exact.length > 0 ? exact : credentials.filter(({ name }) => name.toLowerCase().includes(wanted));
  const [one] = found;
  if (one !== undefined && found.length === 1 && wanted !== '') return one;
  if (one === undefined || wanted === '')
    throw new Failure(`No vaulted credential is called "${given}". \`sallyport credentials\` lists them.`, {
      code: 'no_such_credential',
    });
  throw new Failure(
    [
      `"${given}" could be any of these; say more of the name, or the id:`,
      ...found.map(({ id, name }) => `  ${name}  (${id})`),
    ].join('\n'),
    { code: 'several_credentials' },
  );
}
