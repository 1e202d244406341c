import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { components, paths } from '../api-types.ts';
import type { Fetch } from './reach.ts';
import { isJson, isTurnedAway, notOurs, readRefusal } from './read-refusal.ts';

export type Api = Client<paths>;
/** The things of the API by the names that the OpenAPI document gives them: `Schemas['Request']`. */
export type Schemas = components['schemas'];

export interface ApiParts {
  readonly issuer: string;
  readonly fetch: Fetch;
  readonly tokens: {
    readonly accessToken: () => Promise<string>;
    readonly renew: (refused: string) => Promise<string>;
  };
  readonly userAgent: string;
}

/**
 * The API, typed by the OpenAPI document. A token that is turned away is renewed once, quietly; every answer that is
 * not the one the document promises is thrown as a `Problem`, `Failure` or `Unreachable`.
 */
export function openApi({ issuer, fetch, tokens, userAgent }: ApiParts): Api {
  const send = async (request: Request, body: string | undefined, token: string): Promise<Response> => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    headers.set('user-agent', userAgent);
    return fetch(request.url, {
      method: request.method,
      headers,
      signal: request.signal,
      ...(body !== undefined && { body }),
    });
  };
  return createClient<paths>({
    baseUrl: issuer,
    async fetch(request) {
      const body = request.body === null ? undefined : await request.text();
      const token = await tokens.accessToken();
      let response = await send(request, body, token);
      if (await isTurnedAway(response)) response = await send(request, body, await tokens.renew(token));
      if (!response.ok) throw await readRefusal(response, request.url);
      return response.status === 204 ? response : checkedJson(response, request.url);
    },
  });
}

async function checkedJson(response: Response, url: string): Promise<Response> {
  if (!isJson(response)) throw notOurs(response, url);
  try {
    await response.clone().json();
  } catch {
    throw notOurs(response, url);
  }
  return response;
}
