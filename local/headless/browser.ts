/** A form as it stands on a page: where it leads, and what its fields hold already. */
export type PageForm = {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The buttons that send it: name and value. */
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
};

export type Page = {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly forms: readonly PageForm[];
  /** Where a redirect leads that leaves the origin (to a client's own address): not followed. */
  readonly leavesTo: string | undefined;
  readonly milliseconds: number;
};

export type Browser = {
  readonly open: (url: string) => Promise<Page>;
  /** Sends a form of the page as a browser without script would: its hidden fields, and what is typed. */
  readonly submit: (page: Page, typed: Readonly<Record<string, string>>, which?: FormChoice) => Promise<Page>;
};

/** Picks a form by a field or button that it has. */
export type FormChoice = { readonly having: string };

type Sent = { readonly method: string; readonly url: string; readonly body?: URLSearchParams };

const longestWay = 20;

/** A browser without a screen and without script: cookies of one origin, redirects, forms. */
export function openBrowser(origin: string): Browser {
  const cookies = new Map<string, string>();

  async function visit(first: Sent): Promise<Page> {
    const started = performance.now();
    let next = first;
    for (let hops = 0; hops < longestWay; hops += 1) {
      const response = await fetch(next.url, {
        method: next.method,
        redirect: 'manual',
        headers: {
          ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...(next.method === 'POST' && { origin, 'sec-fetch-site': 'same-origin' }),
        },
        ...(next.body !== undefined && { body: next.body }),
        signal: AbortSignal.timeout(40_000),
      });
      keep(response.headers.getSetCookie());
      const location = response.headers.get('location');
      const html = await response.text();
      const milliseconds = Math.round(performance.now() - started);
      if (response.status < 300 || response.status >= 400 || location === null)
        return {
          url: next.url,
          status: response.status,
          html,
          forms: formsOf(html),
          leavesTo: undefined,
          milliseconds,
        };
      const url = new URL(location, next.url).href;
      if (new URL(url).origin !== origin)
        return { url: next.url, status: response.status, html, forms: [], leavesTo: url, milliseconds };
      // 307 and 308 ask for the same again; all others are followed by a GET (RFC 9110, section 15.4).
      next = response.status === 307 || response.status === 308 ? { ...next, url } : { method: 'GET', url };
    }
    throw new Error(`more than ${longestWay} redirects from ${first.url}`);
  }

  function keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      if (attributes.some(isOver)) cookies.delete(name);
      else cookies.set(name, pair.slice(at + 1).trim());
    }
  }

  return {
    open: (url) => visit({ method: 'GET', url }),
    submit(page, typed, which) {
      const form = page.forms.find((each) => which === undefined || has(each, which.having));
      if (!form)
        throw new Error(`no such form at ${new URL(page.url).pathname} (${page.status}): ${inWords(page.html)}`);
      return visit({
        method: 'POST',
        url: new URL(form.action, page.url).href,
        body: new URLSearchParams({ ...form.fields, ...typed }),
      });
    },
  };
}

const has = ({ fields, buttons }: PageForm, name: string): boolean =>
  name in fields || buttons.some((button) => button.name === name || `${button.name}=${button.value}` === name);

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.trim().split('=');
  if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
  return name.toLowerCase() === 'expires' && new Date(value).getTime() <= Date.now();
}

/** Our own pages are plain: every form is closed, and attributes stand in double quotes. */
function formsOf(html: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', inside = '']) => {
    const controls = [...inside.matchAll(/<(input|button|textarea|select)\b([^>]*)>/gs)].map(([, tag, given = '']) => ({
      tag,
      type: attribute(given, 'type') ?? (tag === 'button' ? 'submit' : 'text'),
      name: attribute(given, 'name'),
      value: attribute(given, 'value') ?? '',
    }));
    const named = controls.flatMap(({ name, ...rest }) => (name === undefined ? [] : [{ ...rest, name }]));
    return {
      action: attribute(attributes, 'action') ?? '',
      fields: Object.fromEntries(
        named.filter(({ type }) => !['submit', 'radio', 'checkbox'].includes(type)).map((c) => [c.name, c.value]),
      ),
      buttons: named.filter(({ type }) => type === 'submit').map(({ name, value }) => ({ name, value })),
    };
  });
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescape(value);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
const unescape = (text: string): string =>
  text.replaceAll(/&([a-z]+|#\w+);/g, (whole, name: string) => entities[name] ?? whole);

/** What a person reads on the page, on one line. */
export const inWords = (html: string): string =>
  unescape(
    html
      .replaceAll(/<style.*?<\/style>/gs, ' ')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
