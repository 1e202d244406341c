import type { AccessStore } from '../access/ports.ts';
import type { NotificationStore } from '../access/notify/ports.ts';
import type { EntryStore } from '../audit/ports.ts';
import type { Authorization } from '../authorization/decision.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { NewId } from '../kernel/ids.ts';

/** What the routes of targets, requests and grants work with. */
export interface AccessMeans {
  readonly access: AccessStore;
  readonly directory: Pick<DirectoryReads, 'standing' | 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly notifications: Pick<NotificationStore, 'of'>;
  readonly entries: Pick<EntryStore, 'ofGrant'>;
  readonly authorization: Authorization;
  readonly newId: NewId;
  readonly minimumSeconds: number;
  readonly expirySeconds: number;
}
