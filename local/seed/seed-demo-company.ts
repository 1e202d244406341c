import type { LocalFile } from '../local-file.ts';

/** What seeding may use: the product's doors, and what an operator has (AWS credentials, the Slack token). */
export type SeedContext = {
  readonly issuer: string;
  readonly api: string;
  /** For `sallyport bootstrap` and `sallyport configure slack`: environment of an operator with AWS credentials. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  readonly slack: { readonly api: string; readonly token: string };
  /** Roles that the DemoTargets stack made, by logical id without CDK's hash. */
  readonly targetRoles: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
};

export type SeededCompany = Pick<LocalFile, 'clients' | 'people' | 'targets'>;

/** Makes the demo company through the product's own doors, never by writing to a table. */
export async function seedDemoCompany(_context: SeedContext): Promise<SeededCompany> {
  return { clients: [], people: [], targets: [] };
}
