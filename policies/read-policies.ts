import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { obligationsOf } from '../src/authorization/obligations.ts';
import type { PolicyBundle } from '../src/authorization/policy-set.ts';

/**
 * Reads the policies of this folder for a deployment and refuses what is not sound:
 * text that does not parse, a policy the schema does not know, a missing or repeated `@id`, an unknown annotation.
 */
export function readPolicies(folder: URL = new URL('./', import.meta.url)): PolicyBundle {
  const schema = readFileSync(new URL('schema.cedarschema', folder), 'utf8');
  const files = readdirSync(folder).filter((name) => name.endsWith('.cedar'));
  const policies: Record<string, string> = {};
  for (const file of files.sort()) {
    const parts = cedar.policySetTextToParts(readFileSync(new URL(file, folder), 'utf8'));
    if (parts.type === 'failure') throw new Error(`${file}: ${messages(parts.errors)}`);
    for (const text of parts.policies) {
      const parsed = cedar.policyToJson(text);
      if (parsed.type === 'failure') throw new Error(`${file}: ${messages(parsed.errors)}`);
      const id = parsed.json.annotations?.['id'];
      if (!id) throw new Error(`${file}: every policy needs an @id("…"), this one has none:\n${text}`);
      if (id in policies) throw new Error(`${file}: @id("${id}") is there twice`);
      if (parsed.json.effect === 'permit') obligationsOf(parsed.json.annotations);
      policies[id] = text;
    }
  }
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

const messages = (errors: readonly { message: string }[]): string => errors.map((error) => error.message).join('; ');
