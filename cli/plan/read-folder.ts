import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import type * as z from 'zod';
import { UsageError } from '../failure.ts';
import { emailKey, fileShape, knownNames, wordKey } from './file-shape.ts';
import type { GroupWritten, RuleWritten } from './file-shape.ts';
import { nearest } from './nearest.ts';
import { knownInTarget } from './target-shape.ts';
import type { TargetWritten } from './target-shape.ts';

/** All that the files of a folder say. A kind that no file speaks of is null: it is left as it is. */
export interface Written {
  readonly people: ReadonlyMap<string, string> | null;
  readonly groups: ReadonlyMap<string, GroupWritten> | null;
  readonly targets: ReadonlyMap<string, TargetWritten> | null;
  readonly rules: ReadonlyMap<string, RuleWritten> | null;
  /** "people.yaml:3" by kind and name, for messages. */
  readonly places: ReadonlyMap<string, string>;
}

const kinds = ['people', 'groups', 'targets', 'rules'] as const;
const MAX_FAULTS = 20;

/** Reads every YAML file of the folder, and reports all that is wrong in them at once, each with file and line. */
export async function readFolder(folder: string): Promise<Written> {
  const files = await filesIn(folder);
  const faults: string[] = [];
  const places = new Map<string, string>();
  const found = { people: new Map(), groups: new Map(), targets: new Map(), rules: new Map() };
  const spokenOf = new Set<string>();
  for (const file of files) {
    const read = readOne(await readFile(join(folder, file), 'utf8'), file);
    faults.push(...read.faults);
    if (read.content === null) continue;
    for (const kind of kinds) {
      const things = read.content[kind];
      if (things === undefined) continue;
      spokenOf.add(kind);
      for (const [name, thing] of Object.entries(things)) {
        const key = kind === 'people' ? name.trim().toLowerCase() : name;
        const place = read.placeOf([kind, name]);
        const before = places.get(`${kind} ${key}`);
        if (before !== undefined) faults.push(`${place}: ${kind}: ${key} is there twice, first in ${before}`);
        places.set(`${kind} ${key}`, place);
        (found[kind] as Map<string, unknown>).set(key, thing);
      }
    }
  }
  if (faults.length > 0) throw new UsageError(inWords(faults, folder));
  if (spokenOf.size === 0)
    throw new UsageError(
      `The files in ${folder} say nothing: expected people, groups, targets or rules (docs/configuration.md).`,
    );
  const kept = <T>(kind: (typeof kinds)[number], things: ReadonlyMap<string, T>) =>
    spokenOf.has(kind) ? things : null;
  return {
    people: kept('people', found.people),
    groups: kept('groups', found.groups),
    targets: kept('targets', found.targets),
    rules: kept('rules', found.rules),
    places,
  };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const known = await stat(folder).catch(() => undefined);
  if (known?.isDirectory() !== true)
    throw new UsageError(
      `There is no folder ${folder}. \`sallyport export ${folder}\` writes the present configuration.`,
    );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (files.length === 0) throw new UsageError(`There is no .yaml file in ${folder}.`);
  return files.sort();
}

interface ReadFile {
  readonly content: z.infer<typeof fileShape> | null;
  readonly faults: readonly string[];
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

function readOne(text: string, file: string): ReadFile {
  const lines = new LineCounter();
  // Anchors could make a small file a very large one; nothing here needs them.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const at = (offset: number | undefined) => `${file}:${offset === undefined ? 1 : lines.linePos(offset).line}`;
  const placeOf = (path: readonly PropertyKey[]) => at(offsetOf(document, path));
  if (document.errors.length > 0)
    return {
      content: null,
      placeOf,
      faults: document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message.split('\n')[0] ?? 'no YAML'}`),
    };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (value === null || value === undefined) return { content: {}, faults: [], placeOf };
  const parsed = fileShape.safeParse(value);
  if (!parsed.success)
    return { content: null, placeOf, faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, value, placeOf)) };
  const names = [
    ...Object.keys(parsed.data.people ?? {}).map((name) => ['people', name, emailKey.safeParse(name)] as const),
    ...(['groups', 'targets', 'rules'] as const).flatMap((kind) =>
      Object.keys(parsed.data[kind] ?? {}).map((name) => [kind, name, wordKey.safeParse(name)] as const),
    ),
  ];
  const faults = names.flatMap(([kind, name, { error }]) =>
    error === undefined
      ? []
      : [`${placeOf([kind, name])}: ${kind}: "${name}": ${error.issues[0]?.message ?? 'no name'}`],
  );
  return { content: faults.length > 0 ? null : parsed.data, faults, placeOf };
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown, placeOf: ReadFile['placeOf']): string[] {
  const where = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys')
    return [`${placeOf(issue.path)}: ${where.join('.') || 'the file'}: ${issue.message}`];
  return issue.keys.map((key) => {
    const known = knownAt(issue.path, value);
    const meant = nearest(key, known);
    const allowed = meant === undefined ? `allowed are ${known.join(', ')}` : `did you mean "${meant}"?`;
    return `${placeOf([...issue.path, key])}: ${where.join('.') || 'the file'}: "${key}" is not known here; ${allowed}`;
  });
}

function knownAt(path: readonly PropertyKey[], value: unknown): readonly string[] {
  const [kind, name, ...within] = path;
  if (kind === undefined) return knownNames[''] ?? [];
  if (kind === 'targets' && name !== undefined) return knownInTarget(within, valueAt(value, [kind, name]));
  return (within.length === 0 ? knownNames[String(kind)] : undefined) ?? ['groups', 'people'];
}

const valueAt = (value: unknown, [step, ...rest]: readonly PropertyKey[]): unknown =>
  step === undefined || typeof value !== 'object' || value === null
    ? value
    : valueAt(Object.entries(value).find(([name]) => name === step)?.[1], rest);

/** Where the deepest part of the path that is there stands: the key's own place for a key. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      offset = startOf(pair?.key) ?? offset;
      node = pair?.value;
    } else {
      node = document.getIn([...path.slice(0, path.indexOf(step) + 1)].map(String), true);
      offset = startOf(node) ?? offset;
    }
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (node as Node | undefined)?.range?.[0];

const inWords = (faults: readonly string[], folder: string): string =>
  [
    `The configuration in ${folder} is not right; nothing was changed:`,
    ...faults.slice(0, MAX_FAULTS).map((fault) => `  ${fault}`),
    ...(faults.length > MAX_FAULTS ? [`  and ${faults.length - MAX_FAULTS} more`] : []),
  ].join('\n');
