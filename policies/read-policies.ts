import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { obligationsOf } from '../src/authorization/obligations.ts';
import type { PolicyBundle } from '../src/authorization/policy-set.ts';

/** What the settings ask of the sign-in of whoever decides on a request. */
export interface DecidingSettings {
  readonly factor: 'mfa';
  readonly freshSeconds: number;
}

/**
 * Reads the policies of this folder for a deployment and refuses what is not sound:
 * text that does not parse, a policy the schema does not know, a missing or repeated `@id`, an unknown annotation,
 * and a rule by which one may ask for a target without saying who must agree and for how long at most.
 * What the settings ask of whoever decides is written onto the policies that permit deciding.
 */
export function readPolicies(folder: URL = new URL('./', import.meta.url), deciding?: DecidingSettings): PolicyBundle {
  const schema = readFileSync(new URL('schema.cedarschema', folder), 'utf8');
  const files = readdirSync(folder).filter((name) => name.endsWith('.cedar'));
  const policies: Record<string, string> = {};
  for (const file of files.sort()) {
    const parts = cedar.policySetTextToParts(readFileSync(new URL(file, folder), 'utf8'));
    if (parts.type === 'failure') throw new Error(`${file}: ${messages(parts.errors)}`);
    for (const written of parts.policies) {
      const text = deciding === undefined ? written : withDeciding(file, written, deciding);
      const parsed = cedar.policyToJson(text);
      if (parsed.type === 'failure') throw new Error(`${file}: ${messages(parsed.errors)}`);
      const id = parsed.json.annotations?.['id'];
      if (!id) throw new Error(`${file}: every policy needs an @id("…"), this one has none:\n${text}`);
      if (Object.hasOwn(policies, id)) throw new Error(`${file}: @id("${id}") is there twice`);
      checkAnnotations(file, id, parsed.json);
      policies[id] = text;
    }
  }
  if (deciding !== undefined && !Object.values(policies).some(permitsDeciding))
    throw new Error(
      `the settings say what deciding on a request asks for, but no policy permits the action "request:decide"`,
    );
  const answer = cedar.validate({ schema, policies: { staticPolicies: policies } });
  const faults =
    answer.type === 'failure'
      ? answer.errors.map((error) => error.message)
      : [...answer.validationErrors, ...answer.validationWarnings].map(
          ({ policyId, error }) => `${policyId}: ${error.message}`,
        );
  if (faults.length > 0) throw new Error(`the policies do not fit policies/schema.cedarschema:\n${faults.join('\n')}`);
  const hash = createHash('sha256')
    .update(JSON.stringify([schema, policies]))
    .digest('hex');
  return { hash, schema, policies };
}

/**
 * The policy as this deployment has it: the two annotations replaced, every other character as it was written. One
 * that permits deciding must carry both, so that a reader of the file sees what the settings decide.
 */
function withDeciding(file: string, text: string, deciding: DecidingSettings): string {
  if (!permitsDeciding(text)) return text;
  let replaced = text;
  for (const [name, value] of Object.entries({
    factor: deciding.factor,
    freshSeconds: String(deciding.freshSeconds),
  })) {
    const before = new RegExp(`@${name}\\("[^"]*"\\)`);
    if (!before.test(replaced))
      throw new Error(`${file}: a policy permits deciding, so it needs @${name}("…"):\n${text}`);
    replaced = replaced.replace(before, `@${name}("${value}")`);
  }
  return replaced;
}

function permitsDeciding(text: string): boolean {
  const parsed = cedar.policyToJson(text);
  // Text that does not parse is reported where it is read.
  return (
    parsed.type === 'success' &&
    parsed.json.effect === 'permit' &&
    ['request:decide', 'change:decide'].some((action) => mayConcern(parsed.json.action, action))
  );
}

/** What a person may be lent is bounded and agreed on: a forgotten annotation must not mean "no bound". */
function checkAnnotations(file: string, id: string, { effect, action, annotations = {} }: cedar.PolicyJson): void {
  if (effect === 'forbid') {
    const known = ['id', 'says'];
    const unknown = Object.keys(annotations).filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new Error(
        `${file}: @id("${id}") forbids, so it may carry ${known.join(' and ')}, not ${unknown.join(', ')}`,
      );
    return;
  }
  const { obligations } = readAnnotations(file, id, annotations);
  if (!mayConcern(action, 'access:request')) return;
  if (obligations.approval.length === 0)
    throw new Error(`${file}: @id("${id}") lets someone ask for a target, so it needs @approval("<n> of <group>")`);
  if (obligations.maxSeconds === null)
    throw new Error(`${file}: @id("${id}") lets someone ask for a target, so it needs @maxSeconds("<seconds>")`);
}

function readAnnotations(file: string, id: string, annotations: unknown) {
  try {
    return obligationsOf(annotations);
  } catch (error) {
    throw new Error(`${file}: the annotations of @id("${id}") are not right`, { cause: error });
  }
}

/** Whether a policy's scope leaves room for an action. The schema has no groups of actions, so a name is a name. */
function mayConcern(scope: cedar.PolicyJson['action'], action: string): boolean {
  if (scope.op === 'All' || !JSON.stringify(scope).includes('Sallyport::Action')) return true;
  return JSON.stringify(scope).includes(JSON.stringify(action));
}

const messages = (errors: readonly { message: string }[]): string => errors.map((error) => error.message).join('; ');
