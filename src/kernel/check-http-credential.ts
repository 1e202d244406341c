import { namesIn, placeholdersIn, textsIn } from './http-placeholders.ts';
import type { Placeholder, Whose } from './http-placeholders.ts';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
/** What of an address its calls are checked against. */
export interface HttpCalls {
  readonly baseUrl: string;
  readonly made: { readonly by: 'sent' } | { readonly by: 'issued'; readonly idAt: string | null };
  readonly apply: Call;
  readonly verify: Call;
  readonly retire: Call | null;
  readonly administrator: string | null;
}

export interface WrongPart {
  readonly path: readonly string[];
  readonly says: string;
}

/** What undici, HTTP/1.1 or TLS decide. */
const ownHeaders = ['host', 'content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade', 'te', 'trailer'];

/** Everything that is wrong in the calls of a generic HTTP credential, before any of them is made. */
export function checkHttpCredential(credential: HttpCalls): readonly WrongPart[] {
  const { made, apply, verify, retire, administrator } = credential;
  const issued = made.by === 'issued';
  const admin: readonly Whose[] = administrator === null ? [] : ['administrator'];
  const ids = !issued || made.idAt !== null;
  const wrong: WrongPart[] = [];
  if (!isOrigin(credential.baseUrl)) wrong.push({ path: ['baseUrl'], says: 'expected scheme, host and port alone' });
  const check = (name: 'apply' | 'verify' | 'retire', call: Call, may: readonly Whose[]): readonly Placeholder[] => {
    const checked = checkCall(call, may, ids);
    wrong.push(...checked.wrong.map(({ path, says }) => ({ path: [name, ...path], says })));
    return checked.used;
  };
  const applied = check('apply', apply, issued ? ['current', ...admin] : ['candidate', 'current', ...admin]);
  if (!issued && !shows(applied, 'candidate'))
    wrong.push({ path: ['apply'], says: 'it must send {{candidate.value}}: that is what makes the new value good' });
  if (!shows(check('verify', verify, ['candidate']), 'candidate'))
    wrong.push({
      path: ['verify'],
      says: 'it must show {{candidate.value}}, or it is answered well by no merit of it',
    });
  if (retire !== null && !check('retire', retire, ['old', 'current', ...admin]).some(({ whose }) => whose === 'old'))
    wrong.push({ path: ['retire'], says: 'it must say what it takes away, by {{old.id}} or {{old.value}}' });
  return wrong;
}

const shows = (used: readonly Placeholder[], whom: Whose): boolean =>
  used.some(({ whose, part }) => whose === whom && part !== 'id');

function checkCall(call: Call, may: readonly Whose[], ids: boolean) {
  const wrong: WrongPart[] = [];
  const used: Placeholder[] = [];
  const look = (path: readonly string[], text: string, secrets: boolean): void => {
    for (const placeholder of placeholdersIn(text)) {
      const says = wrongAbout(placeholder, { may, ids, secrets });
      if (says !== null) wrong.push({ path, says });
      else if (placeholder !== null) used.push(placeholder);
    }
  };
  look(['path'], call.path, false);
  if (call.path.startsWith('//')) wrong.push({ path: ['path'], says: 'expected one "/" at its beginning' });
  for (const [name, value] of Object.entries(call.headers)) {
    look(['headers', name], value, true);
    if (!/^[\x20-\x7e]*$/.test(value)) wrong.push({ path: ['headers', name], says: 'expected printable ASCII' });
    if (ownHeaders.includes(name.toLowerCase()))
      wrong.push({ path: ['headers', name], says: 'this header is set by Sallyport' });
  }
  for (const text of textsIn(call.body)) look(['body'], text, true);
  if (namesIn(call.body).some((name) => placeholdersIn(name).length > 0))
    wrong.push({ path: ['body'], says: 'a placeholder stands in a text, not in a name' });
  if (call.body !== null && call.method === 'GET') wrong.push({ path: ['body'], says: 'a GET has no body' });
  return { wrong, used };
}

function wrongAbout(
  placeholder: Placeholder | null,
  { may, ids, secrets }: { readonly may: readonly Whose[]; readonly ids: boolean; readonly secrets: boolean },
): string | null {
  if (placeholder === null)
    return 'expected {{candidate.…}}, {{current.…}}, {{old.…}} or {{administrator.…}} with value, id or basic';
  const { whose, part } = placeholder;
  const text = `{{${whose}.${part}}}`;
  if (!secrets && part !== 'id')
    return `${text} is secret, and a URL is written to logs: only an id may stand in a path`;
  if (!may.includes(whose)) {
    return whose === 'administrator'
      ? `there is no administrator that ${text} could stand for`
      : `${text} is not known at this call: here stand ${may.join(', ')}`;
  }
  if (!ids && part !== 'value' && whose !== 'administrator')
    return `${text} needs an id: say with idAt where the answer has it`;
  return null;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin } = new URL(text);
  return text === origin || text === `${origin}/`;
}
