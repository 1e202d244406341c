import type { CredentialTarget } from '../access/target.ts';
import type { Fault } from './engine.ts';
import type { KeptCredential } from './keep-state.ts';
import type { KeeperReply } from './keeper-orders.ts';
import { whereItIs } from './where-it-is.ts';

type Tried = KeeperReply<'try-version'>;
type Finding = Tried['findings'][number];

/** In the order in which a login meets them: what comes before the one that failed was right. */
const stages = ['name', 'route', 'tls', 'authentication', 'rights'] as const;

const right: { readonly [Stage in (typeof stages)[number]]: string } = {
  name: 'The name of the server is known.',
  route: 'The server answers.',
  tls: 'Its certificate is the expected one.',
  authentication: 'The value logs in.',
  rights: 'It may do what it must.',
};
const remedies: { readonly [Stage in Fault['stage']]: string } = {
  name: 'Is the host written as the DNS has it, and does the network of the credential know it?',
  route: 'Is the port right, and do the security groups and routes of the keeper’s network let it through?',
  tls: 'Give the authority that signed the server’s certificate as `ca`, and the name in the certificate as `host`.',
  authentication: 'Set the value that the server has: sallyport credentials set-value.',
  rights: 'See docs/vault-engines.md for what this engine needs, exactly.',
  policy: 'Change `rules` of the credential to what the server demands.',
  protocol: 'Is this the engine that listens there?',
  value: 'Set a value of the shape that docs/vault-engines.md shows for this engine.',
};

/** Tries a value without harm: a login, then the rights that it must have; each step that it took is said. */
export async function checkCredential(
  { engine, at }: KeptCredential,
  { address }: Pick<CredentialTarget, 'address'>,
  { versionId, value, now }: { readonly versionId: string; readonly value: string | null; readonly now: number },
): Promise<Tried> {
  if (value === null)
    return {
      login: 'unknown',
      findings: [
        { check: 'value', result: 'failed', says: 'It has no value yet.', remedy: 'sallyport credentials set-value' },
      ],
    };
  const where = at({ token: versionId, startedAt: now });
  const probed = await engine.probe(where, value);
  const place = whereItIs(address);
  if (probed.login !== 'alive')
    return { login: probed.login, findings: findingsUpTo(probed.fault, place, probed.login === 'dead') };
  const verified = await engine.verify(where, value);
  return {
    login: 'alive',
    findings: verified.verified ? stages.map(isRight) : findingsUpTo(verified.fault, place, true),
  };
}

const isRight = (stage: (typeof stages)[number]): Finding => ({
  check: stage,
  result: 'ok',
  says: right[stage],
  remedy: null,
});

function findingsUpTo(fault: Fault, place: string, certain: boolean): Finding[] {
  const reached = stages.findIndex((stage) => stage === fault.stage);
  return [
    ...stages.slice(0, Math.max(0, reached)).map(isRight),
    {
      check: fault.stage,
      result: certain || reached >= 0 ? 'failed' : 'unknown',
      says: `${place}: ${fault.says}${fault.code === null ? '' : ` (${fault.code})`}`,
      remedy: remedies[fault.stage],
    },
  ];
}
