import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './context.ts';
import { Failure, UsageError } from './failure.ts';
import type { Places } from './places.ts';
import { codeOf, writePrivateFile } from './private-file.ts';

/** What is remembered between commands: which Sallyport one speaks to. */
export interface Configuration {
  readonly path: string;
  readonly places: Places;
  readonly rememberedIssuer: () => string | undefined;
  readonly rememberIssuer: (issuer: string) => Promise<void>;
}

export function openConfiguration(places: Places): Configuration {
  const path = join(places.configuration, 'config.json');
  return {
    path,
    places,
    rememberedIssuer() {
      const text = readText(path);
      if (text === undefined) return undefined;
      const issuer = issuerIn(text);
      if (issuer === undefined)
        throw new Failure(`${path} is not what Sallyport wrote there. Remove it, then \`sallyport login <issuer>\`.`);
      return issuer;
    },
    rememberIssuer: (issuer) => writePrivateFile(path, `${JSON.stringify({ issuer }, undefined, 2)}\n`),
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function issuerIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('issuer' in value)) return undefined;
    return typeof value.issuer === 'string' ? parseIssuer(value.issuer) : undefined;
  } catch {
    return undefined;
  }
}

/** The one origin of everything, as the settings have it: https, or http on this very machine. */
export function parseIssuer(given: string): string {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  const allowed = 'expected the origin of your Sallyport, such as https://access.example.com';
  if (!URL.canParse(text)) throw new UsageError(`"${given}" is no issuer: ${allowed}.`);
  const url = new URL(text);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    throw new UsageError(
      `"${given}" is no issuer: tokens travel over https only (http only to this machine); ${allowed}.`,
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/')
    throw new UsageError(`"${given}" is no issuer: ${allowed}, without a path.`);
  return url.origin;
}

/** Which Sallyport: said on the command line, by the environment, or remembered from the last sign-in. */
export function chooseIssuer(
  given: string | undefined,
  environment: Environment,
  configuration: Configuration,
): string {
  if (given !== undefined) return parseIssuer(given);
  const named = environment['SALLYPORT_ISSUER'] ?? '';
  if (named !== '') return parseIssuer(named);
  const remembered = configuration.rememberedIssuer();
  if (remembered !== undefined) return remembered;
  throw new UsageError(
    'Which Sallyport? Sign in once with `sallyport login https://access.example.com` (your own address), name it with --issuer, or set SALLYPORT_ISSUER.',
  );
}
