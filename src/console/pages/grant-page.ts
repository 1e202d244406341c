import { html } from 'hono/html';
import { durationInWords } from '../../access/duration-in-words.ts';
import { timeInWords } from '../../access/notify/time-in-words.ts';
import type { GrantView } from '../../http/contract/grants.ts';
import type { Markup, PageReply } from '../../http/page.ts';
import { HOME } from '../return-path.ts';
import { consolePage, csrfField, facts, lookAgain } from './layout.ts';
import type { Frame } from './layout.ts';
import { stateInWords } from './request-page.ts';

export interface GrantPage {
  readonly grant: GrantView;
  readonly mine: boolean;
  readonly mayEnd: boolean;
  readonly issuer: string;
}

/** One grant: how far it is, how to use it, and its end. */
export function grantPage(frame: Frame, { grant, mine, mayEnd, issuer }: GrantPage): Promise<PageReply> {
  const { id, requestId, holder, target, state, endsAt, activatedAt, seconds } = grant;
  const live = state === 'active' || state === 'activating';
  return consolePage(frame, {
    title: `${target.name}: ${stateInWords(state)}`,
    ...((state === 'activating' || state === 'ending') && { headers: lookAgain }),
    body: html`${news(grant)}
      <section class="card" aria-label="The grant">
        ${facts([
          ['Holder', html`<bdi>${holder.name}</bdi>`],
          ['What', html`<bdi>${target.name}</bdi><br /><span class="soft">${target.inWords}</span>`],
          ['What it permits', html`<bdi>${target.description}</bdi>`],
          ['Granted', durationInWords(seconds)],
          activatedAt === null ? null : ['Active since', timeInWords(activatedAt)],
          [live ? 'Ends' : 'Would have ended', timeInWords(endsAt)],
          ['Request', html`<a href="${HOME}/requests/${requestId}"><code>${requestId}</code></a>`],
        ])}
      </section>
      ${mine && state === 'active' ? howToUse(id, issuer) : ''} ${live && mayEnd ? end(frame, id, mine) : ''}
      <h2>So far</h2>
      <ol class="history">
        ${grant.transitions.map(
          (step) =>
            html`<li>
              ${stateInWords(step.state)}
              <span class="soft"
                >${timeInWords(step.at)}, by
                <bdi>${step.by.kind === 'person' ? step.by.name : `Sallyport (${step.by.name})`}</bdi></span
              >
            </li>`,
        )}
      </ol>
      <p class="hint">Grant <code>${id}</code></p>`,
  });
}

function news({ state, end, endedAt, timeToEndSeconds, revokeFailure }: GrantView): Markup | string {
  const why = end ? endInWords(end) : '';
  switch (state) {
    case 'activating':
      return html`<p class="note" role="status">It is being activated.</p>`;
    case 'active':
      return '';
    case 'ending':
      return html`<p class="note" role="status">It is being taken back: ${why}. This page tells when it is gone.</p>`;
    case 'ended':
      return html`<p class="good" role="status">
        Ended at ${timeInWords(endedAt ?? 0)}: ${why}. A fresh session was refused after
        ${durationInWords(timeToEndSeconds ?? 0)}.
      </p>`;
    case 'revoke_failed':
      return html`<p class="bad" role="alert">
        It could not be taken back yet (${revokeFailure?.code ?? 'unknown'}, ${revokeFailure?.attempts ?? 0} attempts).
        Sallyport keeps trying, and an alarm was raised.
      </p>`;
  }
}

function endInWords({ why, by, failure }: NonNullable<GrantView['end']>): string {
  const name = by.kind === 'person' ? by.name : 'Sallyport';
  switch (why) {
    case 'expired':
      return 'its time was up';
    case 'returned':
      return `given back by ${name}`;
    case 'revoked':
      return `ended early by ${name}`;
    case 'leaver':
      return 'the holder has left or is no longer eligible';
    case 'activation-failed':
      return `it could not be activated (${failure ?? 'unknown'})`;
  }
}

const end = (frame: Frame, id: string, mine: boolean): Markup =>
  html`<form method="post" action="${HOME}/grants/${id}/end">
    ${csrfField(frame.csrf)}
    <button type="submit" class="${mine ? 'quiet' : 'danger'}">${mine ? 'Give it back' : 'End it now'}</button>
  </form>`;

const howToUse = (id: string, issuer: string): Markup =>
  html`<h2>Use it</h2>
    <p>
      Your tools ask for short-lived AWS credentials with an access token of yours; the answer has the format of
      <code>credential_process</code>. They end with the grant.
    </p>
    <pre><code>curl -X POST -H "Authorization: Bearer $TOKEN" \\
  ${issuer}/grants/${id}/credentials</code></pre>`;
