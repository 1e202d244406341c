import { newEntry } from '../../src/audit/entry.ts';
import { requestDigest } from '../../src/access/digest.ts';
import { beginActivation, confirmActive } from '../../src/access/grant-transitions.ts';
import type { ActivatingGrant, ActiveGrant } from '../../src/access/grant.ts';
import type { Along } from '../../src/access/ports.ts';
import { approve } from '../../src/access/request-transitions.ts';
import type { ApproveVote } from '../../src/access/request-transitions.ts';
import type { ApprovedRequest, RequestedRequest } from '../../src/access/request.ts';
import type { Rule } from '../../src/access/rule.ts';
import type { AwsRoleTarget } from '../../src/access/target.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import type { PersonId } from '../../src/kernel/ids.ts';
import type { Actor, Cause } from '../../src/kernel/principal.ts';

/** Builders: what a test does not name is as good as any other. */

export const NOW = 1_800_000_000;
export const approvers = groupName.parse('approvers');
export const workflow: Actor = { kind: 'system', name: 'workflow' };
export const personActor = (id: PersonId): Actor => ({ kind: 'person', id });

export const aRule = (more: Partial<Rule> = {}): Rule => ({
  policies: ['rule.production'],
  policyHash: 'a'.repeat(64),
  maxSeconds: 3600,
  approval: [{ count: 1, group: approvers }],
  factor: 'mfa',
  ...more,
});

let made = 0;
export const aTarget = (more: Partial<AwsRoleTarget> = {}): AwsRoleTarget => {
  const name = `target-${(made += 1)}`;
  return {
    kind: 'aws-role',
    id: newId('tgt'),
    version: 1,
    name,
    description: 'reads the tables',
    sensitivity: 'production',
    roleArn: `arn:aws:iam::000000000000:role/sallyport-target-${name}`,
    accountId: '000000000000',
    externalId: 'external-1',
    boundaryArn: `arn:aws:iam::000000000000:policy/sallyport-boundary-${name}`,
    probeAction: 'dynamodb:ListTables',
    region: 'us-east-1',
    createdAt: NOW,
    retiredAt: null,
    ...more,
  };
};

export const aRequest = (more: Partial<RequestedRequest> = {}): RequestedRequest => {
  const requester = more.requester ?? newId('usr');
  const request: RequestedRequest = {
    id: newId('req'),
    grantId: newId('grt'),
    requester,
    targetId: newId('tgt'),
    targetVersion: 1,
    via: null,
    seconds: 1800,
    reason: 'a table is full',
    rule: aRule(),
    digest: '',
    createdAt: NOW,
    expiresAt: NOW + 86_400,
    votes: [],
    transitions: [{ state: 'requested', at: NOW, by: personActor(requester) }],
    version: 1,
    state: 'requested',
    ...more,
  };
  return { ...request, digest: more.digest ?? requestDigest(request) };
};

export const anApproval = (request: RequestedRequest, more: Partial<ApproveVote> = {}): ApproveVote => ({
  approver: newId('usr'),
  signInId: newId('sid'),
  at: NOW + 10,
  digest: request.digest,
  outcome: 'approve',
  seconds: request.seconds,
  ...more,
});

export const anApprovedRequest = (request: RequestedRequest = aRequest()): ApprovedRequest => {
  const vote = anApproval(request);
  return approve(request, vote, [vote]);
};

export const anActivatingGrant = (request: ApprovedRequest = anApprovedRequest()): ActivatingGrant =>
  beginActivation(request, { at: NOW + 20, by: workflow });

export function anActiveGrant(request: ApprovedRequest = anApprovedRequest()): ActiveGrant {
  const grant = confirmActive(anActivatingGrant(request), { at: NOW + 22, by: workflow });
  if (grant.state !== 'active') throw new Error('it was not asked to end');
  return grant;
}

export const aCause = (more: Partial<Cause> = {}): Cause => ({
  actor: personActor(newId('usr')),
  signInId: newId('sid'),
  correlationId: 'call-1',
  address: '192.0.2.1',
  reasons: ['rule.production'],
  at: NOW,
  ...more,
});

export const along = (events: Along['events'] = []): Along => ({
  entry: newEntry(newId, aCause(), { action: 'test.write', outcome: 'allowed' }),
  events,
});
