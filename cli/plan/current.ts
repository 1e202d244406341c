import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';

/** The configuration that is there, at one revision. */
export interface Current extends Pick<
  Schemas['Configuration'],
  'revision' | 'secondPerson' | 'groups' | 'targets' | 'rules'
> {
  readonly people: Schemas['ConfigurationPeople']['people'];
}

const ATTEMPTS = 3;

/** Read again when somebody changed something in between: a plan is made from one revision. */
export async function readCurrent(api: Api): Promise<Current> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const people: Schemas['ConfigurationPeople']['people'] = [];
    const revisions = new Set<number>();
    let cursor: string | undefined;
    do {
      const page: Schemas['ConfigurationPeople'] = await answer(
        api.GET('/configuration/people', { params: { query: cursor === undefined ? {} : { cursor } } }),
      );
      people.push(...page.people);
      revisions.add(page.revision);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    const rest = await answer(api.GET('/configuration'));
    revisions.add(rest.revision);
    if (revisions.size === 1) return { ...rest, people };
  }
  throw new Failure('The configuration is being changed by others just now. Try again in a moment.');
}
