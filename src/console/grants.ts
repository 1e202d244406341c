import { endGrant } from '../access/end-grant.ts';
import { grantEntity } from '../access/grant.ts';
import type { Grant } from '../access/grant.ts';
import { viewGrant } from '../access/view-grant.ts';
import { idOf } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import { fieldsOf, noFields } from './form-fields.ts';
import { grantPage } from './pages/grant-page.ts';
import type { ConsoleParts } from './parts.ts';
import { then } from './requests.ts';
import { HOME } from './return-path.ts';
import { acting, askAs, notFound, permitted, showing } from './visit.ts';
import type { Page, Visit } from './visit.ts';

/** The page does not list audit entries, so the console needs no right to read the record. */
const entries = { ofGrant: () => Promise.resolve([]) };

/** `GET /console/grants/{id}` */
export const showGrant = (parts: ConsoleParts): Page =>
  showing(parts, async (visit) => {
    const grant = await find(parts, visit);
    if (grant === null) return notFound(visit);
    return permitted(parts, visit, { action: 'grant:read', resource: grantEntity(grant) }, async () =>
      ok(
        await grantPage(visit.frame, {
          grant: await viewGrant({ ...parts, entries }, grant, visit.cause.at),
          mine: grant.holder === visit.visitor.principal.personId,
          mayEnd: askAs(parts, visit)('grant:end', grantEntity(grant)).ok,
          issuer: parts.issuer,
        }),
      ),
    );
  });

/** `POST /console/grants/{id}/end`: given back by its holder, ended early by an approver or an administrator. */
export const endIt = (parts: ConsoleParts): Page =>
  acting(parts, async (visit, form) => {
    const grant = await find(parts, visit);
    if (grant === null) return notFound(visit);
    return permitted(parts, visit, { action: 'grant:end', resource: grantEntity(grant) }, async (_decision, cause) => {
      const fields = fieldsOf(noFields, form);
      if (!fields.ok) return fields;
      return then(await endGrant(parts, cause, grant.id), ({ id }) => `${HOME}/grants/${id}`);
    });
  });

async function find(parts: ConsoleParts, { event }: Visit): Promise<Grant | null> {
  const id = idOf('grt').safeParse(event.pathParameters?.['id']);
  return id.success ? parts.access.grant(id.data) : null;
}
