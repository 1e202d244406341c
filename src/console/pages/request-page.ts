import { html } from 'hono/html';
import { timeInWords } from '../../access/notify/time-in-words.ts';
import { durationInWords } from '../../access/duration-in-words.ts';
import type { RequestView } from '../../http/contract/requests.ts';
import type { Markup, PageReply } from '../../http/page.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import { HOME } from '../return-path.ts';
import { consolePage, csrfField, facts, lookAgain, quoted } from './layout.ts';
import type { Frame } from './layout.ts';
import { signInLink } from './sign-in-page.ts';
import { slackInWords } from './slack-in-words.ts';

export interface RequestPage {
  readonly request: RequestView;
  readonly requesterEmail: string | null;
  readonly mine: boolean;
  readonly now: EpochSeconds;
}

/** Everything an approver needs to know, by facts that the server derived, and then the decision. */
export function requestPage(frame: Frame, content: RequestPage): Promise<PageReply> {
  const { request, mine } = content;
  const waits = request.state === 'requested' && content.now < request.expiresAt;
  return consolePage(frame, {
    title: titleOf(request, waits),
    ...(isUnderWay(request) && { headers: lookAgain }),
    body: html`${outcome(request)} ${asked(content, waits)} ${waits ? decision(frame, content) : ''}
    ${waits && mine ? takeBack(frame, request) : ''} ${history(request)}`,
  });
}

/** Approved and not active yet, or being taken back. */
const isUnderWay = ({ state, grant }: RequestView): boolean =>
  state === 'approved' && (grant === null || grant.state === 'activating' || grant.state === 'ending');

function titleOf({ state, requester, target }: RequestView, waits: boolean): string {
  const what = `${requester.name} asks for ${target.name}`;
  return waits || state === 'requested' ? what : `${what}: ${state}`;
}

const list = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);

/** What became of it, said first. */
function outcome({ state, votes, grantedSeconds, grant, expiresAt, transitions }: RequestView): Markup | string {
  const agreed = list(votes.filter(({ outcome }) => outcome === 'approve').map(({ approver }) => approver.name));
  const link = grant ? html` <a href="${HOME}/grants/${grant.id}">See the grant</a>` : '';
  switch (state) {
    case 'requested':
      return agreed === '' ? '' : html`<p class="note">Agreed so far: ${agreed}.</p>`;
    case 'approved':
      return html`<p class="good" role="status">
        Approved by ${agreed} for
        ${durationInWords(grantedSeconds ?? 0)}.${grant ? ` The grant is ${stateInWords(grant.state)}.` : ' It is being activated.'}${link}
      </p>`;
    case 'denied': {
      const no = votes.find(({ outcome }) => outcome === 'deny');
      return html`<p class="bad" role="status">Denied by ${no?.approver.name ?? 'an approver'}.</p>
        ${no?.outcome === 'deny' ? quoted(no.approver.name, no.reason) : ''}`;
    }
    case 'cancelled': {
      const by = transitions.at(-1)?.by;
      return html`<p class="note" role="status">
        ${by?.kind === 'person' ? `Taken back by ${by.name}.` : 'Cancelled by Sallyport: the requester may no longer ask for this.'}
      </p>`;
    }
    case 'expired':
      return html`<p class="note" role="status">Nobody decided before ${timeInWords(expiresAt)}, so it expired.</p>`;
  }
}

export const stateInWords = (state: string): string => (state === 'revoke_failed' ? 'not taken back yet' : state);

function asked({ request, requesterEmail, now }: RequestPage, waits: boolean): Markup {
  const { requester, target, rule, seconds, inWords, reason, expiresAt, createdAt, notifications } = request;
  const who = html`<bdi>${requester.name}</bdi
    >${requesterEmail === null ? '' : html`<br /><span class="soft">${requesterEmail}</span>`}`;
  return html`<section class="card" aria-label="What is asked">
    ${facts([
      ['Who', who],
      [
        'What',
        html`<bdi>${target.name}</bdi> <span class="tag">${target.sensitivity}</span><br /><span class="soft"
            >${target.inWords}</span
          >`,
      ],
      ['What it permits', html`<bdi>${target.description}</bdi>`],
      [
        'How long',
        waits
          ? html`${inWords}<br /><span class="soft"
                >until ${timeInWords(now + seconds)}, if it were activated now</span
              >`
          : inWords,
      ],
      ['Why', quoted(requester.name, reason)],
      ['Rule', html`${rule.inWords}<br /><code class="soft">${rule.policies.join(', ')}</code>`],
      ['Who decides', html`${rule.approval.map((stage) => html`<div>${decidersInWords(stage)}</div>`)}`],
      ['Asked', timeInWords(createdAt)],
      waits ? ['Open until', timeInWords(expiresAt)] : null,
      ['Slack', slackInWords(notifications, waits)],
    ])}
  </section>`;
}

function decidersInWords({ count, group, people, names }: RequestView['rule']['approval'][number]): Markup {
  const more = people - names.length;
  const who = people === 0 ? 'there is nobody who could' : list([...names, ...(more > 0 ? [`${more} more`] : [])]);
  return html`${count} of <b>${group}</b>: <bdi>${who}</bdi>`;
}

function decision(frame: Frame, { request, mine }: RequestPage): Markup | string {
  const { decide, id } = request;
  if (decide.may) return decisionForms(frame, request);
  if (decide.code === 'insufficient_user_authentication')
    return html`<section aria-label="Decide">
      <h2>Decide</h2>
      <p>Deciding asks for your password and your authenticator once more. ${decide.detail}</p>
      <a class="button" href="${signInLink(`${HOME}/requests/${id}`, { fresh: true })}">Confirm it is you</a>
    </section>`;
  return mine || decide.detail === null ? '' : html`<p class="note">${decide.detail}</p>`;
}

/**
 * Three forms, so that the Enter key in a field of one never sends another. Each carries the digest of what this page
 * shows: if it has moved meanwhile, the decision does not count.
 */
function decisionForms(frame: Frame, { id, digest, seconds, inWords, requester }: RequestView): Markup {
  const hidden = html`${csrfField(frame.csrf)}<input type="hidden" name="digest" value="${digest}" />`;
  const action = `${HOME}/requests/${id}/decision`;
  const less = Math.ceil(seconds / 60) - 1;
  return html`<section aria-label="Decide">
    <h2>Decide</h2>
    <form method="post" action="${action}">
      ${hidden}
      <button type="submit" name="outcome" value="approve">Approve for ${inWords}</button>
    </form>
    ${
      less < 1
        ? ''
        : html`<details>
            <summary>Approve for less</summary>
            <form method="post" action="${action}">
              ${hidden}
              <label for="minutes">Minutes</label>
              <input
                id="minutes"
                name="minutes"
                type="number"
                inputmode="numeric"
                min="1"
                max="${less}"
                value="${Math.max(1, Math.floor(less / 2))}"
                required
              />
              <button type="submit" name="outcome" value="approve-less">Approve for so many minutes</button>
            </form>
          </details>`
    }
    <details>
      <summary>Deny</summary>
      <form method="post" action="${action}">
        ${hidden}
        <label for="reason">Why not</label>
        <input id="reason" name="reason" maxlength="1000" autocomplete="off" required />
        <p class="hint">${requester.name} reads it. A denial is final.</p>
        <button type="submit" name="outcome" value="deny" class="danger">Deny</button>
      </form>
    </details>
  </section>`;
}

const takeBack = (frame: Frame, { id }: RequestView): Markup =>
  html`<form method="post" action="${HOME}/requests/${id}/cancel">
    ${csrfField(frame.csrf)}
    <button type="submit" class="quiet">Take the request back</button>
  </form>`;

const history = ({ transitions, id }: RequestView): Markup =>
  html`<h2>So far</h2>
    <ol class="history">
      ${transitions.map(
        ({ state, at, by }) =>
          html`<li>
            ${stateInWords(state)}
            <span class="soft"
              >${timeInWords(at)}, by <bdi>${by.kind === 'person' ? by.name : `Sallyport (${by.name})`}</bdi></span
            >
          </li>`,
      )}
    </ol>
    <p class="hint">Request <code>${id}</code></p>`;
