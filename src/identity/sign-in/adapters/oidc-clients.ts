import type { ClientMetadata } from 'oidc-provider';
import { DEVICE_GRANT } from './device-polling.ts';

export const CLI_CLIENT = 'sallyport-cli';
export const CONSOLE_CLIENT = 'sallyport-console';

/** The clients of Sallyport itself: public ones, so PKCE is what proves them. */
export const oidcClients = (issuer: string): ClientMetadata[] => [
  {
    client_id: CLI_CLIENT,
    client_name: 'Sallyport command line',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    // Any port of the loopback address (RFC 8252, section 7.3).
    redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT],
    response_types: ['code'],
  },
  {
    client_id: CONSOLE_CLIENT,
    client_name: 'Sallyport console',
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${issuer}/console/callback`],
    post_logout_redirect_uris: [`${issuer}/console`],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  },
];
