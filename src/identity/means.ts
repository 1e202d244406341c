import type { NewId } from '../kernel/ids.ts';
import type { Directory } from './ports.ts';

/** What the verbs of the directory work with. */
export interface Means {
  readonly directory: Directory;
  readonly newId: NewId;
}

/** Verbs that make a one-time code need chance, too. */
export interface EnrolmentMeans extends Means {
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Shown once, to whoever asked for it; hand it over outside Sallyport. */
export interface HandedEnrolment {
  readonly code: string;
  readonly validUntil: number;
}
