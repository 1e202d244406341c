import { html } from 'hono/html';
import { timeInWords } from '../../access/notify/time-in-words.ts';
import type { GrantSummary } from '../../http/contract/grants.ts';
import type { RequestView } from '../../http/contract/requests.ts';
import type { TargetView } from '../../http/contract/targets.ts';
import type { Markup, PageReply } from '../../http/page.ts';
import { HOME } from '../return-path.ts';
import { durationInWords } from '../../access/duration-in-words.ts';
import { consolePage, csrfField } from './layout.ts';
import type { Frame } from './layout.ts';
import { stateInWords } from './request-page.ts';

export interface HomePage {
  readonly targets: readonly TargetView[];
  readonly mine: readonly RequestView[];
  readonly awaiting: readonly RequestView[];
  readonly grants: readonly GrantSummary[];
}

/** What may I ask for, my requests, what awaits my decision, what I hold. */
export function homePage(frame: Frame, { targets, mine, awaiting, grants }: HomePage): Promise<PageReply> {
  return consolePage(frame, {
    title: 'Access',
    wide: true,
    body: html`<div class="columns">
      <div>${held(frame, grants)} ${toDecide(awaiting)} ${requested(mine)}</div>
      <div>${ask(frame, targets)}</div>
    </div>`,
  });
}

const held = (frame: Frame, grants: readonly GrantSummary[]): Markup | string =>
  grants.length === 0
    ? ''
    : html`<section aria-label="What I hold">
        <h2>What I hold</h2>
        ${grants.map(
          ({ id, target, state, endsAt }) =>
            html`<article class="card">
              <h3>
                <a href="${HOME}/grants/${id}"><bdi>${target.name}</bdi></a>
              </h3>
              <p>
                ${state === 'active' ? html`until ${timeInWords(endsAt)}` : stateInWords(state)}
                <span class="soft">${target.inWords}</span>
              </p>
              ${state === 'active' || state === 'activating' ? giveBack(frame, id) : ''}
            </article>`,
        )}
      </section>`;

export const giveBack = (frame: Frame, id: string): Markup =>
  html`<form method="post" action="${HOME}/grants/${id}/end">
    ${csrfField(frame.csrf)}
    <button type="submit" class="quiet">Give it back</button>
  </form>`;

const toDecide = (awaiting: readonly RequestView[]): Markup | string =>
  awaiting.length === 0
    ? ''
    : html`<section aria-label="Awaiting my decision">
        <h2>Awaiting my decision</h2>
        ${awaiting.map(
          ({ id, requester, target, inWords, expiresAt }) =>
            html`<article class="card">
              <h3>
                <a href="${HOME}/requests/${id}"><bdi>${requester.name}</bdi>: <bdi>${target.name}</bdi></a>
              </h3>
              <p>for ${inWords} <span class="soft">open until ${timeInWords(expiresAt)}</span></p>
            </article>`,
        )}
      </section>`;

const requested = (mine: readonly RequestView[]): Markup =>
  html`<section aria-label="My requests">
    <h2>My requests</h2>
    ${
      mine.length === 0
        ? html`<p class="soft">You have not asked for anything yet.</p>`
        : html`<ul class="rows">
            ${mine.map(
              ({ id, target, inWords, state, grant, createdAt }) =>
                html`<li>
                  <a href="${HOME}/requests/${id}"><bdi>${target.name}</bdi></a>
                  <span class="tag">${stateInWords(grant?.state ?? state)}</span>
                  <span class="soft">for ${inWords}, asked ${timeInWords(createdAt)}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`;

function ask(frame: Frame, targets: readonly TargetView[]): Markup {
  const may = targets.filter(({ mayAsk }) => mayAsk);
  const rest = targets.filter(({ mayAsk }) => !mayAsk);
  return html`<section aria-label="Ask for access">
    <h2>Ask for access</h2>
    ${may.length === 0 ? html`<p class="soft">There is nothing that you may ask for.</p>` : askForm(frame, may)}
    ${
      rest.length === 0
        ? ''
        : html`<details ${may.length === 0 ? 'open' : ''}>
            <summary>What I may not ask for, and why</summary>
            <ul class="rows">
              ${rest.map(
                ({ name, inWords, whyNot }) =>
                  html`<li><bdi>${name}</bdi> <span class="soft">${inWords}</span><br />${whyNot?.detail ?? ''}</li>`,
              )}
            </ul>
          </details>`
    }
  </section>`;
}

const askForm = (frame: Frame, may: readonly TargetView[]): Markup =>
  html`<form class="card" method="post" action="${HOME}/requests">
    ${csrfField(frame.csrf)}
    <fieldset>
      <legend>What</legend>
      ${may.map(
        ({ id, name, description, inWords, sensitivity, rule }, index) =>
          html`<label class="choice">
            <input
              type="radio"
              name="target"
              value="${id}"
              required
              ${index === 0 && may.length === 1 ? 'checked' : ''}
            />
            <span
              ><bdi>${name}</bdi> <span class="tag">${sensitivity}</span><br /><span class="soft"
                ><bdi>${description}</bdi><br />${inWords};
                ${rule ? `at most ${durationInWords(rule.maxSeconds)}, ${rule.approval.map(({ count, group }) => `${count} of ${group}`).join(' and ')} must agree` : ''}</span
              ></span
            >
          </label>`,
      )}
    </fieldset>
    <label for="minutes">For how many minutes</label>
    <input
      id="minutes"
      name="minutes"
      type="number"
      inputmode="numeric"
      min="1"
      max="${maxMinutes(may)}"
      value="30"
      required
    />
    <label for="reason">Why</label>
    <input id="reason" name="reason" maxlength="1000" autocomplete="off" required />
    <p class="hint">The approvers read it. The clock starts when access is active.</p>
    <button type="submit">Ask</button>
  </form>`;

const maxMinutes = (may: readonly TargetView[]): number =>
  Math.max(1, ...may.map(({ rule }) => Math.floor((rule?.maxSeconds ?? 60) / 60)));
