import inject from 'light-my-request';
import type { Provider } from 'oidc-provider';
import type { PageEvent, PageReply } from '../../../http/page.ts';
import { cookieHeader } from '../../../http/page-cookies.ts';
import { ADDRESS_HEADER, CORRELATION_HEADER } from './oidc-sign-ins.ts';

/**
 * Hands one event of the HTTP API to the provider, which wants Node's request and response. Host and scheme are the
 * issuer's, never the caller's.
 */
export async function throughProvider(provider: Provider, event: PageEvent): Promise<PageReply> {
  const issuer = new URL(provider.issuer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined && !/^(x-forwarded-|forwarded$|sallyport-)/i.test(name))
      headers[name.toLowerCase()] = value;
  const body = event.body === undefined ? '' : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const answer = provider.callback();
  const reply = await inject((request, response) => void answer(request, response), {
    method: methodOf(event.requestContext.http.method),
    url: `${event.rawPath}${query}`,
    headers: {
      ...headers,
      cookie: cookieHeader(event),
      host: issuer.host,
      'x-forwarded-host': issuer.host,
      'x-forwarded-proto': issuer.protocol.slice(0, -1),
      [CORRELATION_HEADER]: event.requestContext.requestId,
      [ADDRESS_HEADER]: event.requestContext.http.sourceIp,
    },
    ...(body.length > 0 && { payload: body }),
  });
  const { 'set-cookie': cookies = [], 'content-length': _length, connection: _c, ...rest } = reply.headers;
  return {
    statusCode: reply.statusCode,
    headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    cookies: [cookies].flat(),
    body: reply.payload,
  };
}

const methodOf = (method: string) => {
  if (method === 'GET' || method === 'POST' || method === 'HEAD' || method === 'OPTIONS') return method;
  throw new Error('the issuer has no route for this method');
};
