import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

const FUNCTION = 'sallyport-bootstrap';

const usage = `Usage: sallyport bootstrap --name "Alice Example" --email alice@example.com [--json]

Makes the first administrator and prints a one-time code, with which that person sets their password and second factor.
Works once: as soon as there is an administrator, administrators add people. It leaves an audit entry.

Uses your AWS credentials and region; they may invoke the function "${FUNCTION}".`;

const answer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    value: z.object({
      person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
      enrolment: z.object({ url: z.string(), code: z.string(), expiresAt: z.number() }),
    }),
  }),
  z.object({ ok: z.literal(false), refusal: z.object({ code: z.string(), detail: z.string() }) }),
]);

export async function bootstrap(args: readonly string[]): Promise<number> {
  const given = parse(args);
  if ('help' in given) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if ('wrong' in given) {
    process.stderr.write(`${given.wrong}\n\n${usage}\n`);
    return 2;
  }
  const { json, ...administrator } = given;
  const result = await invoke(administrator);
  if (json) process.stdout.write(`${JSON.stringify(result.ok ? result.value : { refusal: result.refusal })}\n`);
  else if (result.ok) process.stdout.write(`${inWords(result.value)}\n`);
  if (!result.ok && !json) process.stderr.write(`${result.refusal.detail} (${result.refusal.code})\n`);
  return result.ok ? 0 : 1;
}

interface Given {
  readonly name: string;
  readonly email: string;
  readonly json: boolean;
}

/** What was asked for, that help is wanted, or what is wrong with the arguments. */
function parse(args: readonly string[]): Given | { readonly help: true } | { readonly wrong: string } {
  const options = {
    name: { type: 'string' },
    email: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { name, email, json, help } = parseArgs({ args: [...args], options }).values;
    if (help) return { help };
    if (name === undefined || email === undefined) return { wrong: 'Who is it? Both --name and --email are needed.' };
    return { name, email, json };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'These arguments are not understood.' };
  }
}

async function invoke(administrator: { name: string; email: string }): Promise<z.infer<typeof answer>> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: FUNCTION, Payload: JSON.stringify(administrator) }),
  );
  if (FunctionError !== undefined || Payload === undefined)
    throw new Error(`the function ${FUNCTION} failed; its log in CloudWatch says where.`);
  return answer.parse(JSON.parse(Buffer.from(Payload).toString('utf8')));
}

const inWords = ({ person, enrolment }: Extract<z.infer<typeof answer>, { ok: true }>['value']): string =>
  [
    `${person.name} <${person.email}> is the first administrator (${person.id}).`,
    '',
    `  Open  ${enrolment.url}`,
    `  Code  ${enrolment.code}`,
    '',
    `The code works once, until ${new Date(enrolment.expiresAt * 1000).toLocaleString()}. It is not shown again.`,
  ].join('\n');
