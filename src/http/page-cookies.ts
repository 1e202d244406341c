import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type WithCookies = Pick<APIGatewayProxyEventV2, 'cookies' | 'headers'>;

/** `__Host-`: the browser takes it only over a secure origin, for this host alone and for every path (RFC 6265bis). */
export type CookieName = `__Host-${string}`;
/** `__Secure-`: like it, but may be bound to one path. */
export type PathCookieName = `__Secure-${string}`;

/** API Gateway takes cookies out of the headers into a list of their own; the local cloud leaves them where they were. */
export const cookieHeader = ({ cookies, headers }: WithCookies): string =>
  cookies?.join('; ') ?? headers['cookie'] ?? '';

/** The value of a cookie, if there is exactly one of that name: two mean that someone planted one. */
export function readCookie(event: WithCookies, name: CookieName | PathCookieName): string | undefined {
  const found = cookieHeader(event)
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  const [only, ...more] = found;
  return more.length > 0 ? undefined : only?.slice(name.length + 1);
}

/** `lax` lets a link from elsewhere (a message) open a page with it; a form sent from elsewhere comes without it. */
export function setCookie(
  name: CookieName,
  value: string,
  { maxAgeSeconds, sameSite = 'Lax' }: { readonly maxAgeSeconds: number; readonly sameSite?: 'Lax' | 'Strict' },
): string {
  if (!/^[\w.~-]*$/.test(value)) throw new Error(`the value of ${name} needs characters that no cookie should need`);
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=${sameSite}; Max-Age=${maxAgeSeconds}`;
}

/** For the pages under one path alone, and only as they lead to each other. */
export function setPathCookie(
  name: PathCookieName,
  value: string,
  { path, maxAgeSeconds }: { readonly path: string; readonly maxAgeSeconds: number },
): string {
  if (!/^[\w.~-]*$/.test(value) || !/^[\w/.~-]+$/.test(path))
    throw new Error(`the value or path of ${name} needs characters that no cookie should need`);
  return `${name}=${value}; Path=${path}; Secure; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
}

export const clearCookie = (name: CookieName): string => setCookie(name, '', { maxAgeSeconds: 0 });
