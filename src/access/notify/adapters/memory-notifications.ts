import type { Notification } from '../notification.ts';
import { maySend } from '../notification.ts';
import type { NotificationStore } from '../ports.ts';

export function memoryNotifications(): NotificationStore {
  const items = new Map<string, Notification>();
  const key = (requestId: string, group: string) => `${requestId} ${group}`;
  return {
    read: (requestId, group) => Promise.resolve(items.get(key(requestId, group)) ?? null),
    of: (requestId) =>
      Promise.resolve([...items].filter(([name]) => name.startsWith(`${requestId} `)).map(([, item]) => item)),
    claim(requestId, intent) {
      const name = key(requestId, intent.group);
      if (!maySend(items.get(name) ?? null, intent.at)) return Promise.resolve(false);
      items.set(name, intent);
      return Promise.resolve(true);
    },
    put(requestId, outcome) {
      items.set(key(requestId, outcome.group), outcome);
      return Promise.resolve();
    },
  };
}
