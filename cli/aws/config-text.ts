/**
 * Reads the text of `~/.aws/config` line by line, so that a file can be edited in place: what is not ours stays as it
 * was, byte for byte. No library that we found keeps comments, spacing, line ends, duplicate sections and nested
 * settings (`ini`, `ini-api`, `js-ini`, `confbox` write the whole file anew), so these few lines do it.
 *
 * What counts as a section, an option and a continuation is what the AWS CLI makes of it (Python's configparser); where
 * AWS's tools differ, the reading is taken that touches less. The text is one character a byte (latin1): an encoding
 * that we do not know survives.
 */
export interface ConfigText {
  /** With their line ends; the last may have none. */
  readonly lines: readonly string[];
  readonly sections: readonly Section[];
  /** What ends a line here. */
  readonly lineEnd: string;
}

export interface Section {
  /** The profile it is about; a header that the tools read in two ways has both names, `[sso-session x]` has none. */
  readonly profiles: readonly string[];
  /** The line of the header, and the one after its last option or continuation: comments that follow lead to the next. */
  readonly start: number;
  readonly end: number;
  readonly options: readonly Option[];
}

export interface Option {
  readonly key: string;
  readonly value: string;
  readonly indent: string;
  /** Its line, and the one after its last continuation. */
  readonly start: number;
  readonly end: number;
}

export function readConfigText(text: string): ConfigText {
  const lines = text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+/g) ?? [];
  const heads = lines.flatMap((line, at) => (profilesOf(line, at) === undefined ? [] : [at]));
  const sections = heads.map((start, index) => readSection(lines, start, heads[index + 1] ?? lines.length));
  return { lines, sections, lineEnd: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n' };
}

function readSection(lines: readonly string[], start: number, next: number): Section {
  const options: Option[] = [];
  for (let at = start + 1; at < next; at += 1) {
    const line = lines[at] ?? '';
    if (isBlankOrComment(line)) continue;
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const last = options.at(-1);
    if (last !== undefined && indent.length > last.indent.length) options.splice(-1, 1, { ...last, end: at + 1 });
    else options.push({ ...keyAndValue(line), indent, start: at, end: at + 1 });
  }
  return {
    profiles: profilesOf(lines[start] ?? '', start) ?? [],
    start,
    end: options.at(-1)?.end ?? start + 1,
    options,
  };
}

const isBlankOrComment = (line: string): boolean => /^\s*([#;]|$)/.test(line);

function keyAndValue(line: string): { readonly key: string; readonly value: string } {
  const [, key = '', value = ''] = /^([^=:]*)[=:]?(.*)$/s.exec(line) ?? [];
  return { key: key.trim().toLowerCase(), value: value.trim() };
}

/** The profiles that a header may mean; undefined for a line that is none. */
function profilesOf(line: string, at: number): readonly string[] | undefined {
  // A byte order mark may stand before the first.
  const text = (at === 0 ? line.replace(/^\xEF\xBB\xBF/, '') : line).trim();
  if (!/^\[.+\]/.test(text)) return undefined;
  const readings = [text.slice(1, text.indexOf(']', 2)), text.slice(1, text.lastIndexOf(']'))];
  return [...new Set(readings.flatMap(profileOf))];
}

/** `default`, `profile name` and `profile "a name"`, with the quoting of a shell. */
function profileOf(header: string): readonly string[] {
  const words = wordsOf(header);
  if (words.length === 1 && words[0] === 'default') return ['default'];
  const [kind, name] = words;
  return words.length === 2 && kind?.toLowerCase() === 'profile' && name !== undefined ? [name] : [];
}

const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs)].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs, (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\])/g, '$1') : (single ?? escaped ?? ''),
    ),
  );
