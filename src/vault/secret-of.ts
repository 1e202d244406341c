import type { CredentialTarget } from '../access/target.ts';
import type { TargetId } from '../kernel/ids.ts';

/** Sallyport's own secrets begin so: the functions' permissions are narrowed to them. */
export const SECRET_PREFIX = 'sallyport/credential/';

/** Where the value lies: a secret that was there before, which the settings name, or Sallyport's own. */
export const secretOf = ({ id, importedSecret }: Pick<CredentialTarget, 'id' | 'importedSecret'>): string =>
  importedSecret ?? ownSecret(id);

export const ownSecret = (id: TargetId): string => `${SECRET_PREFIX}${id}`;
