import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { interrupted } from '../world.ts';
import type { Value } from './reveal.ts';

/** What a person is asked for, engine by engine; [name, whether what is typed may show]. */
const fields: Readonly<Record<string, readonly (readonly [string, 'shown' | 'hidden'])[]>> = {
  postgresql: [
    ['username', 'shown'],
    ['password', 'hidden'],
  ],
  mysql: [
    ['username', 'shown'],
    ['password', 'hidden'],
  ],
  redis: [
    ['username', 'shown'],
    ['password', 'hidden'],
  ],
  ldap: [
    ['username', 'shown'],
    ['password', 'hidden'],
  ],
  'iam-access-key': [
    ['userName', 'shown'],
    ['accessKeyId', 'shown'],
    ['secretAccessKey', 'hidden'],
  ],
  http: [['value', 'hidden']],
};

/** The fields of a value: a JSON object from standard input, or asked for at the terminal. Never from the command line. */
export async function readValue({ interrupted: signal }: Pick<Context, 'interrupted'>, engine: string): Promise<Value> {
  if (!process.stdin.isTTY) return parseValue(await text(process.stdin));
  const asked = fields[engine];
  if (asked === undefined)
    throw new UsageError(
      `A value of this engine (${engine}) has several lines: give it as a JSON object on standard input, as docs/vault-engines.md has it.`,
    );
  const value: Record<string, string> = {};
  for (const [name, how] of asked) value[name] = await ask(`${name}: `, how, signal);
  return value;
}

function parseValue(json: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // A parser's message quotes what it could not read.
    throw new UsageError(
      'Standard input is no JSON. Expected one object of texts, like {"username": "…", "password": "…"}.',
    );
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new UsageError(
      'Expected one JSON object of texts on standard input, like {"username": "…", "password": "…"}.',
    );
  return Object.fromEntries(
    Object.entries(parsed).map(([name, field]: [string, unknown], at) => {
      // Nothing of it is quoted, not even what should be a name.
      if (typeof field !== 'string' || field === '')
        throw new UsageError(`Field ${at + 1} of the object on standard input is no text, or an empty one.`);
      return [name, field];
    }),
  );
}

async function ask(question: string, how: 'shown' | 'hidden', signal: AbortSignal): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: how === 'shown' ? process.stderr : silent,
    terminal: true,
  });
  // By now the terminal shows nothing of what is typed.
  if (how === 'hidden') process.stderr.write(question);
  try {
    const given = new AbortController();
    const either = AbortSignal.any([signal, given.signal]);
    // A terminal that is read key by key sends no signal for Ctrl-C.
    lines.once('SIGINT', () => {
      given.abort();
    });
    // Ctrl-D closes the lines: nothing was typed.
    const said = await lines.question(how === 'shown' ? question : '', { signal: either }).catch(() => '');
    if (either.aborted) throw interrupted();
    if (said === '') throw new UsageError(`Nothing was typed for ${question.slice(0, -2)}; nothing was changed.`);
    return said;
  } finally {
    lines.close();
    if (how === 'hidden') process.stderr.write('\n');
  }
}
