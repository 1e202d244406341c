import type * as z from 'zod';

/** What a function's environment must hold: a zod object of strings. The CDK construct is typed by the same schema. */
export type EnvironmentSchema = z.ZodObject<Record<string, z.ZodType<unknown, string>>>;

/** Exactly the variables of the schema, as text: one forgotten or misspelt does not compile. */
export type EnvironmentOf<Schema extends EnvironmentSchema> = { readonly [K in keyof z.input<Schema>]: string };

/** Reads the environment once, at start; a missing variable stops the function before it answers anything. */
export const readEnvironment = <Schema extends EnvironmentSchema>(schema: Schema): z.output<Schema> =>
  schema.parse(process.env);
