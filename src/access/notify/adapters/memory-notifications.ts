import type { Entry } from '../../../audit/entry.ts';
import type { Notification } from '../notification.ts';
import { mayClaim } from '../notification.ts';
import type { NotificationStore } from '../ports.ts';

export function memoryNotifications(): NotificationStore & { readonly entries: readonly Entry[] } {
  const items = new Map<string, Notification>();
  const entries: Entry[] = [];
  const key = (requestId: string, group: string) => `${requestId} ${group}`;
  return {
    entries,
    read: (requestId, group) => Promise.resolve(items.get(key(requestId, group)) ?? null),
    of: (requestId) =>
      Promise.resolve([...items].filter(([name]) => name.startsWith(`${requestId} `)).map(([, item]) => item)),
    claim(requestId, intent, entry) {
      const name = key(requestId, intent.group);
      if (!mayClaim(items.get(name) ?? null, intent.at)) return Promise.resolve(false);
      items.set(name, intent);
      entries.push(entry);
      return Promise.resolve(true);
    },
    put(requestId, outcome) {
      items.set(key(requestId, outcome.group), outcome);
      return Promise.resolve();
    },
  };
}
