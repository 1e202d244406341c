import type * as z from 'zod';
import type { RefusalCode } from '../kernel/refusal.ts';

/** Which function answers: one per capability and level of trust. */
export type ApiFunction =
  'directory' | 'configuration' | 'access' | 'lend-credentials' | 'vault' | 'credential-values' | 'audit' | 'meta';

/** The contract of one HTTP operation: parses its input, words the OpenAPI document, and makes the route. */
export interface Operation<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** `operationId` in the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for parameters, as API Gateway and OpenAPI write it. */
  readonly path: string;
  readonly function: ApiFunction;
  readonly summary: string;
  readonly description: string;
  /** The Cedar action that must be permitted; "public" where the operation is open to everybody. */
  readonly action: string;
  /** Where the settings ask for a second person, it is refused by itself: it goes by a change that another one agreed to. */
  readonly givesPower?: true;
  /** A larger body than others may have, in bytes. */
  readonly maxBodyBytes?: number;
  readonly input: { readonly path: Path; readonly query: Query; readonly body: Body };
  /** Reply bodies by status. */
  readonly replies: Readonly<Record<number, { readonly description: string; readonly body: z.ZodType | null }>>;
  /** Refusals beyond those that every guarded operation may give. */
  readonly refusals: readonly RefusalCode[];
}

export type Input<O extends Operation> = {
  readonly path: z.output<O['input']['path']>;
  readonly query: z.output<O['input']['query']>;
  readonly body: z.output<O['input']['body']>;
};

/** Declares an operation, keeping the exact types of its input. */
export const operation = <Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  contract: Operation<Path, Query, Body>,
): Operation<Path, Query, Body> => contract;
