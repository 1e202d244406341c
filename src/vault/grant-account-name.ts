import type { GrantId } from '../kernel/ids.ts';

/** By which accounts of grants are known on every server, so that one that a crash left shows. Nobody else's begin so. */
export const GRANT_ACCOUNT_PREFIX = 'sallyport_';
/** MySQL's limit; PostgreSQL takes 63, MariaDB 80. */
export const GRANT_ACCOUNT_LENGTH = 32;

/**
 * The name of the account that is made for a grant: the first 22 of the 26 signs of its id, which are its time and 60
 * random bits. Whoever reads it in a server's log finds the grant by it.
 */
export const grantAccountName = (grantId: GrantId): string =>
  `${GRANT_ACCOUNT_PREFIX}${grantId.slice('grt_'.length)}`.slice(0, GRANT_ACCOUNT_LENGTH);
