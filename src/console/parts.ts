import type { NotificationStore } from '../access/notify/ports.ts';
import type { AccessStore } from '../access/ports.ts';
import type { Surroundings } from '../http/api.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { NewId } from '../kernel/ids.ts';
import type { ConsoleSignIns, IssuerClient } from './ports.ts';

/** What the console works with: the same policies, stores and record as the API, and its own sign-in. */
export interface ConsoleParts {
  readonly issuer: string;
  readonly surroundings: Surroundings;
  readonly newId: NewId;
  readonly access: AccessStore;
  readonly directory: Pick<DirectoryReads, 'standing' | 'membersOf' | 'peopleOf' | 'namesOf'>;
  readonly notifications: Pick<NotificationStore, 'of'>;
  readonly minimumSeconds: number;
  readonly expirySeconds: number;
  /** A browser is signed in no longer than the sign-in itself lasts. */
  readonly signInSeconds: number;
  readonly signIns: ConsoleSignIns;
  readonly issuerClient: IssuerClient;
}

/** What the use cases and views of the API take, so that a page says and does what the API does. */
export const means = (parts: ConsoleParts) => ({ ...parts, authorization: parts.surroundings.authorization });
