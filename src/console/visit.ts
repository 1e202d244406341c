import { html } from 'hono/html';
import type { Decision, Entity } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import { guard } from '../http/gate.ts';
import { formGuard } from '../http/page-csrf.ts';
import { readForm } from '../http/page-form.ts';
import type { Form } from '../http/page-form.ts';
import type { PageEvent, PageReply } from '../http/page.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal, refusals } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { Result } from '../kernel/result.ts';
import { consolePage } from './pages/layout.ts';
import type { Frame } from './pages/layout.ts';
import { problemBody } from './pages/problem-body.ts';
import { signInPage } from './pages/sign-in-page.ts';
import type { ConsoleParts } from './parts.ts';
import { HOME, returnPath } from './return-path.ts';
import { visitorOf } from './gate.ts';
import type { Visitor } from './gate.ts';
import { page } from '../http/page.ts';

/** One call by someone who is signed in. */
export interface Visit {
  readonly event: PageEvent;
  readonly visitor: Visitor;
  readonly frame: Frame;
  readonly cause: Cause;
}

export type Page = (event: PageEvent) => Promise<PageReply>;

/** A page that only shows. A stranger is asked to sign in, with 200: a link preview learns nothing and breaks nothing. */
export const showing =
  (parts: ConsoleParts, show: (visit: Visit) => Promise<PageReply>): Page =>
  async (event) => {
    const visit = await visitOf(parts, event);
    return visit === null ? signInPage(returnPath(event.rawPath)) : show(visit);
  };

/** A form that changes something: sent by our own page, in the browser and under the sign-in it was made for. */
export const acting =
  (parts: ConsoleParts, act: (visit: Visit, form: Form) => Promise<PageReply>): Page =>
  async (event) => {
    const visit = await visitOf(parts, event);
    if (visit === null) return signedOut(event);
    const form = readForm(event, { issuer: parts.issuer, purpose: formPurpose(visit.visitor) });
    if (form.ok) return act(visit, form.value);
    if (refusals[form.refusal.code].status === 403)
      await parts.surroundings.recordDenial(visit.cause, {
        action: 'console:form',
        resource: event.rawPath,
        refusal: form.refusal,
      });
    return problemFor(visit, form.refusal);
  };

/** Tokens of forms are bound to the browser by its cookie and to the sign-in by its hash. */
const formPurpose = ({ hash }: Visitor): string => `console ${hash}`;

async function visitOf(parts: ConsoleParts, event: PageEvent): Promise<Visit | null> {
  const now = parts.surroundings.clock();
  const visitor = await visitorOf(event, parts, now);
  if (visitor === null) return null;
  await parts.surroundings.refreshPolicies();
  const { token, cookies } = formGuard(event, formPurpose(visitor));
  const { personId, signInId } = visitor.principal;
  return {
    event,
    visitor,
    frame: { name: visitor.name, csrf: token, cookies },
    cause: {
      actor: { kind: 'person', id: personId },
      signInId,
      correlationId: event.requestContext.requestId,
      address: event.requestContext.http.sourceIp,
      reasons: [],
      at: now,
    },
  };
}

type Allowed = Extract<Decision, { allowed: true }>;

/** What the policies say to this person now. To show or leave out a button; it counts when the form is sent. */
export const askAs =
  ({ surroundings }: ConsoleParts, { visitor, cause }: Visit) =>
  (action: string, resource: Entity): Result<Allowed> =>
    guard(
      surroundings.authorization,
      visitor.principal,
      { principal: userEntity(visitor.principal), action, resource },
      cause.at,
    );

/** Asks the policies for the action of the API's operation, records a no, and only then acts. */
export async function permitted(
  parts: ConsoleParts,
  visit: Visit,
  question: { readonly action: string; readonly resource: Entity },
  act: (decision: Allowed, cause: Cause) => Promise<Result<PageReply>>,
): Promise<PageReply> {
  const { action, resource } = question;
  const decision = askAs(parts, visit)(action, resource);
  const result = decision.ok
    ? await act(decision.value, { ...visit.cause, reasons: decision.value.policies })
    : decision;
  if (result.ok) return result.value;
  if (!decision.ok || refusals[result.refusal.code].status === 403)
    await parts.surroundings.recordDenial(visit.cause, { action, resource: resource.id, refusal: result.refusal });
  return problemFor(visit, result.refusal);
}

/** A no, as a person reads it, with the way back. */
export const problemFor = ({ event, frame }: Visit, why: Refusal): Promise<PageReply> =>
  consolePage(frame, {
    title: refusals[why.code].title,
    status: refusals[why.code].status,
    body: problemBody(why, { requestId: event.requestContext.requestId, back: backFrom(event) }),
  });

export const notFound = (visit: Visit): Promise<PageReply> =>
  problemFor(visit, refusal('not_found', 'There is no such request or grant, or you may not see it.'));

/** The page to which a form belongs; from a page that may not be seen, home. */
const backFrom = ({ rawPath, requestContext: { http } }: PageEvent): string =>
  http.method === 'GET' ? HOME : returnPath(rawPath.replace(/\/(decision|cancel|end)$/, ''));

const signedOut = (event: PageEvent): Promise<PageReply> =>
  page({
    title: 'You are not signed in any more',
    status: 401,
    body: html`${problemBody(
      refusal('insufficient_user_authentication', 'Nothing was done. Sign in and do it again.'),
      { requestId: event.requestContext.requestId, back: backFrom(event) },
    )}`,
  });
