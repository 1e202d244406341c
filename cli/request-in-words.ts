import { exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Schemas } from './http/api.ts';
import type { Output } from './output.ts';
import { approvalInWords } from './rule-in-words.ts';
import { dateInWords, secondsInWords } from './time-in-words.ts';

type Request = Schemas['Request'];

/** One request with all that one wants to know of it. */
export function requestInWords(request: Request, out: Output): readonly string[] {
  const { id, state, requester, target, seconds, grantedSeconds, reason, rule, votes, grant } = request;
  return [
    `${out.paint('bold', target.name)} (${target.inWords}), for ${secondsInWords(grantedSeconds ?? seconds)}`,
    `request    ${id}, ${stateOf(request)}`,
    `asked by   ${requester.name}, ${dateInWords(request.createdAt)}: ${reason}`,
    ...(state === 'requested'
      ? [
          `decides    ${approvalInWords(rule.approval)}`,
          `until      ${dateInWords(request.expiresAt)}`,
          ...request.notifications.map(({ group, status }) => `told       ${group} on Slack: ${status}`),
        ]
      : []),
    ...votes.map((vote) =>
      vote.outcome === 'approve'
        ? `approved   by ${vote.approver.name}, ${dateInWords(vote.at)}`
        : `denied     by ${vote.approver.name}, ${dateInWords(vote.at)}: ${vote.reason}`,
    ),
    ...(grant === null ? [] : [`grant      ${grant.id}, ${grant.state}, ends ${dateInWords(grant.endsAt)}`]),
  ];
}

/** In one word, the grant's where there is one. */
export const stateOf = ({ state, grant }: Pick<Request, 'state' | 'grant'>): string =>
  state === 'approved' && grant !== null ? grant.state : state;

/** What a decided request says to a program that waited for it. */
export function outcomeOf({ state, grant }: Pick<Request, 'state' | 'grant'>): ExitCode {
  if (state !== 'approved') return exitCodes.notGranted;
  return grant?.state === 'active' ? exitCodes.done : exitCodes.failed;
}
