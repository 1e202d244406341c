import * as z from 'zod';
import type { Context } from '../context.ts';
import type { Check, Finding, Look } from './finding.ts';
import { reasonOf } from './reason-of.ts';

const page = z.looseObject({
  targets: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  next: z.string().nullable(),
});
const checked = z.looseObject({
  findings: z.array(
    z.looseObject({
      check: z.string(),
      result: z.enum(['ok', 'warning', 'failed', 'unknown']),
      says: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
});
type Ask = (method: 'GET' | 'POST', path: string) => Promise<Response>;

/**
 * Sallyport itself tries whether each target could be lent and taken back. It is asked by the paths of the very
 * deployment that is looked at, which need not be the one that the other commands speak to.
 */
export const targetsCheck = ({ signIn, fetch }: Pick<Context, 'signIn' | 'fetch'>, issuer: string): Check => ({
  name: 'targets',
  expected: 'every target could be lent, and taken back',
  async look(look) {
    const token = await signIn(issuer)
      .accessToken()
      .catch(() => undefined);
    if (token === undefined)
      return look.unknown(
        `nobody is signed in at ${issuer} on this machine`,
        `\`sallyport login ${issuer}\` as an administrator, and run it again.`,
      );
    const ask: Ask = (method, path) =>
      fetch(`${issuer}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(60_000),
      });
    const targets = await listed(ask);
    if (targets.length === 0) return look.unknown('no target is registered', 'Register one: README, "Deploy to AWS".');
    const findings: Finding[] = [];
    // One after the other: each makes sessions, and nobody is in a hurry.
    for (const target of targets)
      findings.push(
        await ofTarget(look, ask, target).catch((error: unknown) =>
          look.unknown(`${target.name}: ${reasonOf(error)}`, 'See to that, and run it again.'),
        ),
      );
    return findings;
  },
});

async function listed(ask: Ask) {
  const found: z.infer<typeof page>['targets'] = [];
  let cursor: string | null = null;
  do {
    const response = await ask('GET', `/targets${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`);
    if (!response.ok) throw new Error(`GET /targets answered ${response.status}.`);
    const read: z.infer<typeof page> = page.parse(await response.json());
    found.push(...read.targets);
    cursor = read.next;
  } while (cursor !== null);
  return found;
}

async function ofTarget(look: Look, ask: Ask, { id, name }: { readonly id: string; readonly name: string }) {
  const response = await ask('POST', `/targets/${id}/check`);
  if (response.status === 403)
    return look.unknown(`${name}: who is signed in may not have it checked`, 'Sign in as an administrator.');
  if (!response.ok)
    return look.unknown(`${name}: the check answered ${response.status}`, 'Is the deployment as new as this command?');
  const { findings } = checked.parse(await response.json());
  const of = (...results: readonly string[]) => findings.filter(({ result }) => results.includes(result));
  const said = (some: typeof findings) => some.map(({ says }) => says).join('; ');
  const todo = (some: typeof findings) =>
    some.flatMap(({ remedy }) => (remedy === null ? [] : [remedy])).join(' ') || 'See the target’s role.';
  const failed = of('failed');
  if (failed.length > 0) return look.wrong(`${name}: ${said(failed)}`, todo(failed));
  const unclear = of('unknown');
  if (unclear.length > 0 || findings.length === 0)
    return look.unknown(`${name}: ${said(unclear) || 'nothing was found'}`, todo(unclear));
  const warned = of('warning');
  return look.right(warned.length === 0 ? name : `${name}; but ${said(warned)} ${todo(warned)}`);
}
