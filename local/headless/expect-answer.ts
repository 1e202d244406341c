import type * as z from 'zod';
import type { Answer } from './call-api.ts';

/** What came back, in the shape it should have; anything else is an error that says what came instead. */
export function bodyOf<T extends z.ZodType>(
  answer: Answer,
  status: number | readonly number[],
  schema: T,
): z.output<T> {
  if (![status].flat().includes(answer.status))
    throw new Error(`expected ${[status].flat().join(' or ')}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return schema.parse(answer.body);
}
