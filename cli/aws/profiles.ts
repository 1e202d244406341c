import { readConfigText } from './config-text.ts';
import type { ConfigText, Option, Section } from './config-text.ts';

/** A profile that hands its credentials over to `sallyport aws credentials`. */
export interface OurProfile {
  readonly name: string;
  /** What its credential_process asks for: a target's id, unless a person wrote another. */
  readonly target: string;
  readonly region: string | undefined;
}

export interface WantedProfile {
  readonly name: string;
  readonly credentialProcess: string;
  /** Undefined leaves the region that is there. */
  readonly region: string | undefined;
}

export type ProfileChange = 'added' | 'changed' | 'unchanged' | 'not-ours';

/** Stands above each section that we wrote, and goes with it. */
export const MARK = '# Written by `sallyport aws configure`; its option --remove takes it out again.';

/** A credential_process of ours, however `sallyport` is called; the first group is what it asks for. */
const ours = /(?<![\w-])sallyport(?:\.[cm]?js|\.cmd|\.exe)?["']?\s+aws\s+credentials\s+["']?([^\s"']+)/;

const processesOf = ({ options }: Section): readonly Option[] =>
  options.filter(({ key }) => key === 'credential_process');

/** Ours is a section with a credential_process, and no other than ours. */
const isOurs = (section: Section): boolean => {
  const processes = processesOf(section);
  return processes.length > 0 && processes.every(({ value }) => ours.test(value));
};

export function ourProfiles(text: string): readonly OurProfile[] {
  return readConfigText(text)
    .sections.filter(isOurs)
    .flatMap((section) =>
      section.profiles.map((name) => ({
        name,
        target: ours.exec(processesOf(section).at(-1)?.value ?? '')?.[1] ?? '',
        region: section.options.findLast(({ key }) => key === 'region')?.value,
      })),
    );
}

/** Any section with this name, ours or not. */
export const hasProfile = (text: string, name: string): boolean => sectionsOf(readConfigText(text), name).length > 0;

/** Keys of that name in `~/.aws/credentials`: the tools would take those first, whatever the profile says. */
export const hasCredentials = (text: string, name: string): boolean =>
  text.split(/\r\n|\n|\r/).some((line) => /^\s*\[\s*(["']?)(.*?)\1\s*\]/.exec(line)?.[2] === name);

const sectionsOf = ({ sections }: ConfigText, name: string): readonly Section[] =>
  sections.filter(({ profiles }) => profiles.includes(name));

/** Adds the profile, or brings what we wrote up to date. One of that name that is not ours is left alone, and said. */
export function setProfile(
  text: string,
  wanted: WantedProfile,
): { readonly text: string; readonly did: ProfileChange } {
  const config = readConfigText(text);
  const present = sectionsOf(config, wanted.name);
  if (present.length === 0) return { text: text + addition(text, config.lineEnd, wanted), did: 'added' };
  if (!present.every(isOurs)) return { text, did: 'not-ours' };
  const lines: (string | undefined)[] = [...config.lines];
  for (const section of present) update(lines, section, wanted, config.lineEnd);
  const updated = lines.join('');
  return { text: updated, did: updated === text ? 'unchanged' : 'changed' };
}

function addition(text: string, lineEnd: string, { name, credentialProcess, region }: WantedProfile): string {
  const header = name === 'default' ? '[default]' : `[profile ${name}]`;
  const options = [
    `credential_process = ${credentialProcess}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
  ];
  const unfinished = text !== '' && !/[\r\n]$/.test(text) ? lineEnd : '';
  const apart = text === '' ? '' : lineEnd;
  return unfinished + apart + [MARK, header, ...options].map((line) => line + lineEnd).join('');
}

/** Writes over only the lines whose value is another. */
function update(
  lines: (string | undefined)[],
  section: Section,
  { credentialProcess, region }: WantedProfile,
  lineEnd: string,
): void {
  const put = ({ start, end, indent, value, key }: Option, wanted: string) => {
    if (value === wanted && end === start + 1) return;
    const [ending = lineEnd] = /(?:\r\n|\n|\r)$/.exec(lines[end - 1] ?? '') ?? [''];
    lines.fill(undefined, start, end);
    lines[start] = `${indent}${key} = ${wanted}${ending}`;
  };
  const regions = section.options.filter(({ key }) => key === 'region');
  for (const option of processesOf(section)) put(option, credentialProcess);
  if (region === undefined) return;
  for (const option of regions) put(option, region);
  const last = processesOf(section).at(-1);
  if (regions.length === 0 && last !== undefined) {
    const line = lines[last.start] ?? '';
    const finished = /[\r\n]$/.test(line) ? line : line + lineEnd;
    lines[last.start] = `${finished}${last.indent}region = ${region}${finished === line ? lineEnd : ''}`;
  }
}

/** Takes our profiles out that `which` chooses. Comments after a section stay: they may lead to the next one. */
export function removeProfiles(
  text: string,
  which: (profile: OurProfile) => boolean,
): { readonly text: string; readonly removed: readonly string[] } {
  const chosen = new Set(
    ourProfiles(text)
      .filter(which)
      .map(({ name }) => name),
  );
  const { lines, sections } = readConfigText(text);
  const leaving = sections.filter((section) => isOurs(section) && section.profiles.some((name) => chosen.has(name)));
  const kept: (string | undefined)[] = [...lines];
  for (const { start, end } of leaving) kept.fill(undefined, startWithMark(lines, start), end);
  return { text: kept.join(''), removed: [...chosen] };
}

/** Our mark belongs to the section, and so does the empty line that was put before it. */
function startWithMark(lines: readonly string[], start: number): number {
  if (lines[start - 1]?.trim() !== MARK) return start;
  return start >= 2 && lines[start - 2]?.trim() === '' ? start - 2 : start - 1;
}
