import { inWords, openBrowser } from '../headless/browser.ts';
import type { Browser, Page } from '../headless/browser.ts';
import type { RequestView } from '../headless/elevation.ts';
import { followLink } from '../headless/follow-link.ts';
import type { Cast } from './cast.ts';
import { pageCame } from './came.ts';
import type { Narrator } from './narrator.ts';

export type Approver = { readonly name: string; readonly browser: Browser };

export const approverNamed = ({ file }: Cast, name: string): Approver => ({ name, browser: openBrowser(file.issuer) });

/** The approver opens the link, signs in where it asks for that, and sees what is asked. */
export async function openStep(
  { play }: Narrator,
  { authenticators, named }: Cast,
  { approver: { name, browser }, link, request }: { approver: Approver; link: string; request: RequestView },
): Promise<Page> {
  const person = named(name);
  return play({
    step: `${person.name} opens the link, signs in with a fresh factor, and sees what is asked`,
    request: `GET ${new URL(link).pathname}`,
    expected: { status: 200 },
    run: () => followLink({ browser, url: link, person, code: () => authenticators.show(person) }),
    came: pageCame,
    holds: ({ html }) => ({
      'it names the requester': inWords(html).includes(named('alice').name),
      'it says why': inWords(html).includes(request.reason),
      'it names the rule': html.includes('rule.production'),
      'it lets the approver decide': html.includes('value="approve"'),
    }),
  });
}

export async function approveStep(
  { play }: Narrator,
  { named }: Cast,
  { approver: { name, browser }, page, step }: { approver: Approver; page: Page; step?: string },
): Promise<void> {
  const { name: called } = named(name);
  await play({
    step: step ?? `${called} approves`,
    request: `POST ${new URL(page.url).pathname}/decision`,
    expected: { status: 200 },
    run: () => browser.submit(page, { outcome: 'approve' }, { having: 'outcome=approve' }),
    came: pageCame,
    holds: ({ html }) => ({ [`it says that ${called} approved`]: inWords(html).includes(`Approved by ${called}`) }),
  });
}
