import { idOf } from '../kernel/ids.ts';

export const HOME = '/console';

/**
 * Where to go after signing in: one of our own pages, word for word, or home. An allow list, because every clever check
 * of a URL has been outwitted before (backslashes, `//host`, control characters).
 */
export function returnPath(given: string | undefined): string {
  const [, console, noun, id, ...more] = (given ?? '').split('/');
  if (console !== 'console' || id === undefined || more.length > 0) return HOME;
  if (noun === 'requests' && idOf('req').safeParse(id).success) return `${HOME}/requests/${id}`;
  if (noun === 'grants' && idOf('grt').safeParse(id).success) return `${HOME}/grants/${id}`;
  return HOME;
}
