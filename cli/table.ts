/**
 * Aligns columns by their widest cell. Where a line would not fit, the widest column is cut; never the first one, which
 * holds what one copies.
 */
export function table(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  const gap = 2;
  let over = widths.reduce((sum, each) => sum + each, 0) + gap * (count - 1) - columns;
  while (over > 0) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= 8) break;
    widths[widths.indexOf(widest, 1)] = widest - 1;
    over -= 1;
  }
  return rows.map((row) =>
    row
      .map((cell, at) => asWide(cell, widths[at] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** Breaks text at spaces, each line behind the indent. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.trim() !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}

// eslint-disable-next-line no-control-regex -- colours take no room
const bare = (text: string): string => text.replaceAll(/\u001B\[[\d;]*m/g, '');
const width = (text: string): number => [...bare(text)].length;

function asWide(text: string, room: number): string {
  const long = width(text);
  if (long <= room) return text + ' '.repeat(room - long);
  return `${[...bare(text)].slice(0, room - 1).join('')}…`;
}
